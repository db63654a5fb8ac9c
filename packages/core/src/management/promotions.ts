// Docs: docs/environments.md
import type { Comparison, FlagComparison } from '../documents/compare-flags.ts';
import { differences } from '../documents/compare-flags.ts';
import { applyDueChanges } from '../documents/apply-due-changes.ts';
import { environmentChain, environmentChains } from '../ruleset/environment-ruleset.ts';
import { promoteFlag } from '../documents/promote-flag.ts';
import type { Ruleset } from '../ruleset/update-ruleset.ts';
import { updateRuleset } from '../ruleset/update-ruleset.ts';
import { sameJson } from '../model/json-equal.ts';
import type { StoredDocument } from '../model/document.ts';
import { withoutStorageFields } from '../model/document.ts';
import { FlagstaffError } from '../model/error.ts';
import type { FlagDocument } from '../model/flag.ts';
import { readFlagKeys, readList } from '../model/arguments.ts';
import { invalidOptions, readKeyOf, readObject, readSwitch } from '../model/input.ts';
import type { Authorship, Change, Snapshot } from '../storage/port.ts';
import { readAuthorship } from '../storage/write-input.ts';
import { throughJson } from '../documents/json-copy.ts';
import type { Management } from './types.ts';
import type { PromoteOptions } from './types.ts';
import type { Past } from './past.ts';
import { requested } from './write-request.ts';
import type { WriteRequest, WrittenCommit } from './write-request.ts';
import type { OptionNames } from '../model/option-names.ts';

export interface PromotionsOptions {
  readonly now: () => number;
  readonly past: Past;
  /** Returns a ruleset whose compiled documents can be reused. */
  readonly compiled: () => Ruleset;
  readonly snapshot: () => Promise<Snapshot>;
  readonly write: (
    propose: (snapshot: Snapshot) => Promise<readonly Change[]>,
    authorship: WriteRequest,
  ) => Promise<WrittenCommit | undefined>;
}

export function createPromotions(deps: PromotionsOptions): Pick<Management, 'compare' | 'promote'> {
  async function readRuleset({ revision, documents }: Snapshot): Promise<Ruleset> {
    return (await updateRuleset(deps.compiled(), { revision, documents })).ruleset;
  }

  return {
    async compare(from, to) {
      const [source, target] = [from, to].map((given) => environmentIn('compare', given));
      return compareAll(await readRuleset(await deps.snapshot()), source, target, deps.now());
    },

    async promote(options) {
      const { from, to, flags, dryRun, force, reviewed, reviewedChanges, authorship } = readPromotion(options);
      let comparison: Comparison | undefined;
      let changes: readonly Change[] = [];

      async function propose(snapshot: Snapshot): Promise<readonly Change[]> {
        const ruleset = await readRuleset(snapshot);
        const now = deps.now();
        const whole = compareAll(ruleset, from, to, now);
        const chosen = flags ?? reviewed?.flags.map(({ flag }) => flag);
        comparison = chosen === undefined ? whole : only(whole, chosen, ruleset);
        if (reviewed !== undefined) checkReviewed(reviewed, comparison, chosen!);
        if (!dryRun) checkProtection(ruleset, to, force);
        const [source, target] = [chainOf(ruleset, from), chainOf(ruleset, to)];
        const chains = environmentChains(ruleset);
        const until = await deps.past.known();
        changes = comparison.flags.map(({ flag, version }) => {
          // Apply due changes, so that they do not prevent a patch.
          const settled = applyDueChanges(flagOf(ruleset, flag)!, chains, until);
          return changeOf(settled, source, target, until, version);
        });
        if (reviewedChanges !== undefined && !sameJson(reviewedChanges, changes)) throw outdated(to);
        return changes;
      }

      const comment = `Promote ${from ?? 'the documents'} to ${to}`;
      let commit: WrittenCommit | undefined;
      if (dryRun) await propose(await deps.snapshot());
      else {
        const request = requested({ comment, ...authorship }, 'promote', from, to, flags, force, reviewed);
        commit = await deps.write(propose, request);
        // A repeated write plans nothing.
        comparison ??= reviewed ?? compareAll(await readRuleset(await deps.snapshot()), from, to, deps.now());
      }
      return { comparison: comparison!, changes, commit };
    },
  };
}

interface PromotionOrder {
  readonly from: string | undefined;
  readonly to: string;
  readonly flags: readonly string[] | undefined;
  readonly dryRun: boolean;
  readonly force: boolean;
  readonly reviewed: Comparison | undefined;
  readonly reviewedChanges: readonly Change[] | undefined;
  readonly authorship: Authorship;
}

const OPTIONS: OptionNames<PromoteOptions> = {
  from: true,
  to: true,
  keys: true,
  dryRun: true,
  force: true,
  comparison: true,
  changes: true,
  actor: true,
  comment: true,
  via: true,
  token: true,
};

/** @throws {FlagstaffError} INVALID_OPTIONS when an option is invalid. */
function readPromotion(given: PromoteOptions): PromotionOrder {
  const options = readObject('promote: the options', given, OPTIONS);
  const { from, to, keys, dryRun = false, force = false, comparison, changes, actor, comment, via, token } = options;
  const target = environmentIn('promote: `to`', to);
  if (target === undefined) {
    throw invalidOptions(
      'promote: `to` must be an environment. Write the documents themselves with `set` or `commit`.',
    );
  }
  return {
    from: environmentIn('promote: `from`', from),
    to: target,
    flags: keys === undefined ? undefined : readFlagKeys('promote: `keys`', keys),
    dryRun: readSwitch('promote: `dryRun`', dryRun),
    force: readSwitch('promote: `force`', force),
    reviewed: comparison === undefined ? undefined : readComparison(comparison),
    reviewedChanges:
      changes === undefined ? undefined : (throughJson(readList('promote: `changes`', changes)) as readonly Change[]),
    authorship: readAuthorship('promote', {
      ...(actor === undefined ? {} : { actor }),
      ...(comment === undefined ? {} : { comment }),
      ...(via === undefined ? {} : { via }),
      ...(token === undefined ? {} : { token }),
    }),
  };
}

/** Undefined for the unpatched documents, which a comparison represents as null. */
function environmentIn(what: string, given: unknown): string | undefined {
  return given === undefined || given === null ? undefined : readKeyOf(what, 'an environment', given);
}

function readComparison(given: unknown): Comparison {
  try {
    const comparison = throughJson(given) as Comparison;
    if (Array.isArray(comparison?.flags) && comparison.flags.every(hasFlag)) return comparison;
  } catch {
    // A value without a JSON form is not a comparison.
  }
  throw invalidOptions('promote: `comparison` must be the result of `compare`.');
}

function compareAll(ruleset: Ruleset, from: string | undefined, to: string | undefined, now: number): Comparison {
  const [source, target] = [chainOf(ruleset, from), chainOf(ruleset, to)];
  const unreadable = [...ruleset.rejected.keys()]
    .flatMap((id) => (id.startsWith('flag:') ? id.slice(5) : []))
    .toSorted();
  const flags: FlagComparison[] = [];
  ruleset.documents.forEach((document) => {
    // Flags without patches are the same in every environment.
    if (document.kind !== 'flag' || document.environments === undefined || unreadable.includes(document.key)) return;
    const fields = differences(document, source, target, now);
    if (fields.length > 0) flags.push({ flag: document.key, version: document.version, fields });
  });
  flags.sort((a, b) => (a.flag < b.flag ? -1 : 1));
  return { from: from ?? null, to: to ?? null, flags, unreadable };
}

/** @throws {FlagstaffError} INVALID_OPTIONS when a flag does not exist: a typo must not look like a flag without differences. */
function only(comparison: Comparison, keys: readonly string[], ruleset: Ruleset): Comparison {
  const missing = keys.find((key) => flagOf(ruleset, key) === undefined || comparison.unreadable.includes(key));
  if (missing !== undefined)
    throw invalidOptions(`promote: flag "${missing}" does not exist, or cannot be understood.`);
  const chosen = new Set(keys);
  return { ...comparison, flags: comparison.flags.filter(({ flag }) => chosen.has(flag)) };
}

/** @throws {FlagstaffError} VERSION_CONFLICT when the reviewed comparison is outdated. */
function checkReviewed(reviewed: Comparison, { from, to, flags }: Comparison, chosen: readonly string[]): void {
  if (reviewed.from !== from || reviewed.to !== to) {
    throw invalidOptions('promote: the comparison is of other environments.');
  }
  for (const key of chosen) {
    const [seen, found] = [reviewed.flags, flags].map((list) => list.find(({ flag }) => flag === key));
    if (sameJson(seen, found)) continue;
    throw new FlagstaffError(
      'VERSION_CONFLICT',
      `The flag "${key}" has changed since the comparison. Nothing was written. Compare again.`,
    );
  }
}

function outdated(to: string): FlagstaffError {
  return new FlagstaffError(
    'VERSION_CONFLICT',
    `What a promotion into "${to}" changes has changed since its dry run. Nothing was written. Review it again.`,
  );
}

function checkProtection(ruleset: Ruleset, to: string, force: boolean): void {
  const document = ruleset.documents.get(`environment:${to}`);
  if (force || document?.kind !== 'environment' || document.protected !== true) return;
  throw new FlagstaffError(
    'ENVIRONMENT_PROTECTED',
    `The environment "${to}" is protected. Nothing was written. Review the difference (\`dryRun\`), then promote with \`force: true\`.`,
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
  throw invalidOptions(
    `promote: no patch of "${target.at(-1)}" can give the flag "${flag.key}" the required "${promoted}": it would have to be absent. Set it on the flag itself, or omit the flag.`,
  );
}

function hasFlag(value: unknown): boolean {
  return typeof (value as FlagComparison | null)?.flag === 'string';
}

function flagOf({ documents }: Ruleset, key: string): (StoredDocument & FlagDocument) | undefined {
  const document = documents.get(`flag:${key}`);
  return document?.kind === 'flag' ? document : undefined;
}

/**
 * Returns the chain of an environment. Empty for the unpatched documents.
 * @throws {FlagstaffError} ENVIRONMENT_NOT_FOUND when the environment does not exist.
 */
function chainOf(ruleset: Ruleset, environment: string | undefined): readonly string[] {
  if (environment === undefined) return [];
  const chain = environmentChain(ruleset, environment);
  if (chain !== undefined) return chain;
  throw new FlagstaffError(
    'ENVIRONMENT_NOT_FOUND',
    `Environment "${environment}" does not exist in the store, or cannot be understood.`,
  );
}
