/** A SemVer 2.0 version. Build metadata has no precedence and is dropped. */
export interface Version {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  /** Empty for a release. Numeric identifiers are numbers. */
  readonly prerelease: readonly (string | number)[];
}

// Numbers of up to 15 digits, then the identifiers of a prerelease and of a build.
const VERSION =
  /^v?(0|[1-9]\d{0,14})(?:\.(0|[1-9]\d{0,14})(?:\.(0|[1-9]\d{0,14}))?)?(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/;
const LONGEST = 256;

/**
 * Parses a version. Drops a leading `v`; a missing minor or patch is 0. Undefined for anything else.
 * @see semver.org 2.0.0
 */
export function parseVersion(text: string): Version | undefined {
  const match = text.length > LONGEST ? null : VERSION.exec(text);
  if (match === null) return undefined;
  const prerelease = parsePrerelease(match[4]);
  if (prerelease === undefined) return undefined;
  return { major: Number(match[1]), minor: Number(match[2] ?? 0), patch: Number(match[3] ?? 0), prerelease };
}

function parsePrerelease(text: string | undefined): (string | number)[] | undefined {
  const identifiers: (string | number)[] = [];
  for (const identifier of text?.split('.') ?? []) {
    if (!/^\d+$/.test(identifier)) identifiers.push(identifier);
    else if (identifier.length > 15 || (identifier.length > 1 && identifier.startsWith('0'))) return undefined;
    else identifiers.push(Number(identifier));
  }
  return identifiers;
}

/**
 * Negative when `a` precedes `b`, 0 when they are equal, positive when `b` precedes `a`.
 * @see SemVer 2.0.0, item 11
 */
export function compareVersions(a: Version, b: Version): number {
  return a.major - b.major || a.minor - b.minor || a.patch - b.patch || comparePrereleases(a.prerelease, b.prerelease);
}

function comparePrereleases(a: Version['prerelease'], b: Version['prerelease']): number {
  if (a.length === 0 || b.length === 0) return b.length - a.length;
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    const order = compareIdentifiers(a[index]!, b[index]!);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function compareIdentifiers(a: string | number, b: string | number): number {
  if (typeof a === 'number') return typeof b === 'number' ? a - b : -1;
  if (typeof b === 'number') return 1;
  return a === b ? 0 : a < b ? -1 : 1;
}
