// Docs: docs/environments.md
import type { Comparison, FlagComparison } from '../evaluation/comparison.ts';
import { differences } from '../evaluation/comparison.ts';
import { collapse } from '../evaluation/collapse.ts';
import { environmentChain, environmentChains } from '../evaluation/environment-ruleset.ts';
import { promoteFlag } from '../evaluation/promote.ts';
import type { Ruleset } from '../evaluation/ruleset.ts';
import { updateRuleset } from '../evaluation/ruleset.ts';
import { sameJson } from '../evaluation/same-json.ts';
import type { StoredDocument } from '../model/document.ts';
import { withoutStorageFields } from '../model/document.ts';
import { FlagstaffError } from '../model/error.ts';
import type { FlagDocument } from '../model/flag.ts';
import type { Authorship, Change, Commit, Snapshot } from '../storage/port.ts';
import type { Flagstaff } from './flagstaff.ts';
import type { Past } from './past.ts';

export interface PromotionDesk {
  readonly now: () => number;
  readonly past: Past;
  /** Any ruleset whose compiled documents can be used again. */
  readonly compiled: () => Ruleset;
  readonly snapshot: () => Promise<Snapshot>;
  readonly write: (
    propose: (snapshot: Snapshot) => Promise<readonly Change[]>,
    authorship: Authorship,
  ) => Promise<Commit | undefined>;
}

export function createPromotions(desk: PromotionDesk): Pick<Flagstaff, 'compare' | 'promote'> {
  async function readRuleset({ revision, documents }: Snapshot): Promise<Ruleset> {
    return (await updateRuleset(desk.compiled(), { revision, documents })).ruleset;
  }

  return {
    async compare(from, to) {
      return compareAll(await readRuleset(await desk.snapshot()), from ?? undefined, to ?? undefined, desk.now());
    },

    async promote(options) {
      if (typeof options !== 'object' || options === null) throw invalid('promote: say what to promote `to`.');
      const { from, to, flags, dryRun = false, force = false, comparison: reviewed, ...authorship } = options;
      let comparison: Comparison | undefined;

      async function propose(snapshot: Snapshot): Promise<readonly Change[]> {
        const ruleset = await readRuleset(snapshot);
        const now = desk.now();
        const whole = compareAll(ruleset, from, to, now);
        const chosen = flags ?? reviewed?.flags.map(({ flag }) => flag);
        comparison = chosen === undefined ? whole : only(whole, chosen, ruleset);
        if (reviewed !== undefined) checkReviewed(reviewed, comparison, chosen!);
        if (dryRun) return [];
        checkProtection(ruleset, to, force);
        const [source, target] = [chainOf(ruleset, from), chainOf(ruleset, to)];
        const chains = environmentChains(ruleset);
        const until = await desk.past.known();
        return comparison.flags.map(({ flag, version }) => {
          // Changes that are past become part of the document, so that they are in the way of no patch.
          const settled = collapse(flagOf(ruleset, flag)!, chains, until);
          return changeOf(settled, source, target, until, version);
        });
      }

      if (typeof to !== 'string') {
        throw invalid('promote: `to` must be an environment; write the documents themselves with `set` or `commit`.');
      }
      if (flags !== undefined && !(Array.isArray(flags) && flags.every((key) => typeof key === 'string'))) {
        throw invalid('promote: `flags` must be a list of flag keys.');
      }
      if (reviewed !== undefined && !(Array.isArray(reviewed?.flags) && reviewed.flags.every(hasFlag))) {
        throw invalid('promote: `comparison` must be what `compare` returned.');
      }
      const comment = `Promote ${from ?? 'the documents'} to ${to}`;
      let commit: Commit | undefined;
      if (dryRun) await propose(await desk.snapshot());
      else commit = await desk.write(propose, { comment, ...authorship });
      return { comparison: comparison!, commit };
    },
  };
}

function compareAll(ruleset: Ruleset, from: string | undefined, to: string | undefined, now: number): Comparison {
  const [source, target] = [chainOf(ruleset, from), chainOf(ruleset, to)];
  const unreadable = [...ruleset.rejected.keys()]
    .flatMap((id) => (id.startsWith('flag:') ? id.slice(5) : []))
    .toSorted();
  const flags: FlagComparison[] = [];
  ruleset.documents.forEach((document) => {
    // What differs in no patch differs in nothing.
    if (document.kind !== 'flag' || document.environments === undefined || unreadable.includes(document.key)) return;
    const fields = differences(document, source, target, now);
    if (fields.length > 0) flags.push({ flag: document.key, version: document.version, fields });
  });
  flags.sort((a, b) => (a.flag < b.flag ? -1 : 1));
  return { from: from ?? null, to: to ?? null, flags, unreadable };
}

/** Throws `INVALID_OPTIONS` for a flag that there is not: a typo must not look like a flag that does not differ. */
function only(comparison: Comparison, keys: readonly string[], ruleset: Ruleset): Comparison {
  const missing = keys.find((key) => flagOf(ruleset, key) === undefined || comparison.unreadable.includes(key));
  if (missing !== undefined) throw invalid(`promote: there is no flag "${missing}" that can be understood.`);
  const chosen = new Set(keys);
  return { ...comparison, flags: comparison.flags.filter(({ flag }) => chosen.has(flag)) };
}

/** Throws `VERSION_CONFLICT` when what was looked at is not what is there. */
function checkReviewed(reviewed: Comparison, { from, to, flags }: Comparison, chosen: readonly string[]): void {
  if (reviewed.from !== from || reviewed.to !== to) {
    throw invalid('promote: the comparison is one of other environments.');
  }
  for (const key of chosen) {
    const [seen, found] = [reviewed.flags, flags].map((list) => list.find(({ flag }) => flag === key));
    if (sameJson(seen, found)) continue;
    throw new FlagstaffError(
      'VERSION_CONFLICT',
      `The flag "${key}" no longer differs as it did when it was compared. Nothing was written; compare again.`,
    );
  }
}

function checkProtection(ruleset: Ruleset, to: string, force: boolean): void {
  const document = ruleset.documents.get(`environment:${to}`);
  if (force || document?.kind !== 'environment' || document.protected !== true) return;
  throw new FlagstaffError(
    'ENVIRONMENT_PROTECTED',
    `The environment "${to}" is protected. Nothing was written; look at the difference (\`dryRun\`), then promote with \`force: true\`.`,
  );
}

function changeOf(
  flag: StoredDocument & FlagDocument,
  source: readonly string[],
  target: readonly string[],
  until: number,
  ifVersion: number,
): Change {
  const promoted = promoteFlag(flag, source, target, until);
  if (typeof promoted !== 'string') return { type: 'set', document: withoutStorageFields(promoted), ifVersion };
  throw invalid(
    `promote: no patch of "${target.at(-1)}" can give the flag "${flag.key}" the "${promoted}" that it has to get: it would have to be absent there. Give the flag itself one, or leave the flag out.`,
  );
}

function hasFlag(value: unknown): boolean {
  return typeof (value as FlagComparison | null)?.flag === 'string';
}

function flagOf({ documents }: Ruleset, key: string): (StoredDocument & FlagDocument) | undefined {
  const document = documents.get(`flag:${key}`);
  return document?.kind === 'flag' ? document : undefined;
}

/** The chain of an environment; empty: the documents as they are. Throws `ENVIRONMENT_NOT_FOUND`. */
function chainOf(ruleset: Ruleset, environment: string | undefined): readonly string[] {
  if (environment === undefined) return [];
  const chain = environmentChain(ruleset, environment);
  if (chain !== undefined) return chain;
  throw new FlagstaffError(
    'ENVIRONMENT_NOT_FOUND',
    `There is no environment "${environment}" in the store, or it cannot be understood.`,
  );
}

function invalid(message: string): FlagstaffError {
  return new FlagstaffError('INVALID_OPTIONS', message);
}
