import { compareVersions, parseVersion } from './semver.ts';
import type { Version } from './semver.ts';

type Comparison = '<' | '<=' | '>' | '>=' | '=';

interface Comparator {
  readonly comparison: Comparison;
  readonly version: Version;
}

/** A version is in a range when all comparators of at least one alternative hold. */
export type VersionRange = readonly (readonly Comparator[])[];

/**
 * Parses a range in npm's syntax: `>=1.2.0 <2.0.0 || 3.x`, `^1.2`, `~1.2.3`, `1.2.3 - 2.0.0`, `*`. Undefined for anything else.
 * Prereleases compare by precedence alone, but an upper bound implied by `^`, `~` or a missing part excludes its prereleases:
 * `^1.2` does not match `2.0.0-beta`.
 */
export function parseRange(text: string): VersionRange | undefined {
  const alternatives = text.split('||').map((alternative) => parseAlternative(alternative.trim()));
  return alternatives.includes(undefined) ? undefined : (alternatives as Comparator[][]);
}

export function inRange(version: Version, range: VersionRange): boolean {
  return range.some((comparators) => comparators.every((comparator) => holds(version, comparator)));
}

function holds(version: Version, { comparison, version: bound }: Comparator): boolean {
  return HOLDS[comparison](compareVersions(version, bound));
}

const HOLDS: { readonly [comparison in Comparison]: (order: number) => boolean } = {
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
  '=': (order) => order === 0,
};

function parseAlternative(text: string): Comparator[] | undefined {
  const hyphen = text.includes(' - ') ? text.split(' - ') : undefined;
  if (hyphen !== undefined)
    return hyphen.length === 2 ? parseHyphen(hyphen[0]!.trimEnd(), hyphen[1]!.trimStart()) : undefined;
  const comparators: Comparator[][] = [];
  const words = text.replaceAll(/([<>=~^]) +/g, '$1').split(/ +/);
  for (const word of words) {
    const parsed = parseWord(word);
    if (parsed === undefined) return undefined;
    comparators.push(parsed);
  }
  return comparators.flat();
}

function parseHyphen(from: string, to: string): Comparator[] | undefined {
  const low = parsePartial(from);
  const high = parsePartial(to);
  if (low === undefined || high === undefined) return undefined;
  const lower: Comparator[] = [{ comparison: '>=', version: low.version }];
  if (high.parts === 0) return lower;
  return [
    ...lower,
    high.parts === 3 ? { comparison: '<=', version: high.version } : below(next(high.version, high.parts)),
  ];
}

const WORD = /^(\^|~|>=|<=|>|<|=)?(.*)$/;

function parseWord(word: string): Comparator[] | undefined {
  const [, operator = '', rest = ''] = WORD.exec(word) ?? [];
  const partial = parsePartial(rest);
  if (partial === undefined) return undefined;
  const { version, parts } = partial;
  switch (operator) {
    case '>':
      return parts === 3 ? [{ comparison: '>', version }] : [{ comparison: '>=', version: next(version, parts) }];
    case '>=':
    case '<':
      return [{ comparison: operator, version }];
    case '<=':
      return parts === 3 ? [{ comparison: '<=', version }] : parts === 0 ? [] : [below(next(version, parts))];
    case '^':
      return parts === 0 ? [] : [{ comparison: '>=', version }, below(next(version, caretParts(version, parts)))];
    case '~':
      return parts === 0 ? [] : [{ comparison: '>=', version }, below(next(version, Math.min(parts, 2)))];
    default:
      if (parts === 3) return [{ comparison: '=', version }];
      return parts === 0 ? [] : [{ comparison: '>=', version }, below(next(version, parts))];
  }
}

/** A version whose last parts may be missing or `x`. `parts` counts the present ones. */
interface Partial {
  readonly version: Version;
  readonly parts: number;
}

function parsePartial(text: string): Partial | undefined {
  const exact = text.replace(/^v/, '').split(/[-+]/, 1)[0]!.split('.');
  const wildcard = exact.findIndex((part) => /^[xX*]$/.test(part));
  if (text === '' || wildcard === 0) return exact.length > 3 || !exact.every(isWildcardOrEmpty) ? undefined : ANY;
  if (wildcard === -1) {
    const version = parseVersion(text);
    return version && { version, parts: version.prerelease.length > 0 ? 3 : exact.length };
  }
  if (exact.length > 3 || !exact.slice(wildcard).every(isWildcardOrEmpty) || /[-+]/.test(text)) return undefined;
  const version = parseVersion(exact.slice(0, wildcard).join('.'));
  return version && { version, parts: wildcard };
}

function isWildcardOrEmpty(part: string): boolean {
  return /^[xX*]?$/.test(part);
}

const ANY: Partial = { version: { major: 0, minor: 0, patch: 0, prerelease: [] }, parts: 0 };

/** Excludes the version and its prereleases: `0` is the lowest prerelease. */
function below(version: Version): Comparator {
  return { comparison: '<', version: { ...version, prerelease: [0] } };
}

/** Returns the first version that differs in the last of the first `parts` parts. */
function next({ major, minor, patch }: Version, parts: number): Version {
  const prerelease: never[] = [];
  if (parts <= 1) return { major: major + 1, minor: 0, patch: 0, prerelease };
  if (parts === 2) return { major, minor: minor + 1, patch: 0, prerelease };
  return { major, minor, patch: patch + 1, prerelease };
}

/** `^` allows changes to the right of the first non-zero part. */
function caretParts({ major, minor }: Version, parts: number): number {
  if (major > 0 || parts === 1) return 1;
  return minor > 0 || parts === 2 ? 2 : 3;
}
