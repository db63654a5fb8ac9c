// Docs: docs/explain.md, "Other documents"
import { evaluateSafely } from '../evaluation/evaluate.ts';
import type { Explanation } from '../evaluation/explain/explanation.ts';
import { knownMembers, withMissed } from '../evaluation/known-members.ts';
import { readList } from '../model/arguments.ts';
import { environmentNotFound } from '../model/environment-not-found.ts';
import { readKeyOf, readOptions } from '../model/input.ts';
import type { OptionNames } from '../model/option-names.ts';
import { environmentRuleset } from '../ruleset/environment-ruleset.ts';
import { UNLOADED, updateRuleset } from '../ruleset/update-ruleset.ts';
import type { Ruleset } from '../ruleset/update-ruleset.ts';
import type { Change, Snapshot } from '../storage/port.ts';
import { changedId } from '../storage/prepare-commit.ts';
import { canonicalChanges, checkWritten, findReferenceFaults } from './check-changes.ts';
import type { ClientInternals } from './client-internals.ts';
import { readContextArgument } from './context-input.ts';
import { instantOption } from './instant-option.ts';
import type { PlanBase } from './plan-commit.ts';

/** Which documents to explain a flag with, where and when. */
export interface ExplainFlagOptions {
  /** The environment. Null for the unpatched documents. Defaults to the client's. */
  readonly environment?: string | null | undefined;
  /** The instant. Defaults to now. */
  readonly at?: Date | undefined;
  /** The documents as they were at this revision of the current epoch. Defaults to those of the store. */
  readonly revision?: number | undefined;
  /** Changes to apply first, such as an unsaved draft. They are not written. Defaults to none. */
  readonly changes?: readonly Change[] | undefined;
}

export interface ExplainSources extends Pick<
  ClientInternals,
  'storage' | 'clock' | 'members' | 'environment' | 'privateAttributes'
> {
  readonly latest: () => Promise<PlanBase>;
  readonly documentsAt: (revision: number) => Promise<Snapshot>;
}

const OPTIONS: OptionNames<ExplainFlagOptions> = { environment: true, at: true, revision: true, changes: true };

/**
 * Explains flags with other documents than the active ones, which are compiled once. Returns the explanations of the flags for each
 * context.
 */
export async function explainFlags(
  sources: ExplainSources,
  asked: {
    readonly flags: readonly unknown[];
    readonly contexts: readonly unknown[];
    readonly options: ExplainFlagOptions | undefined;
    /** Whether only the answers are needed. */
    readonly withoutSteps: boolean;
  },
): Promise<Explanation[][]> {
  const { clock, members: cache, privateAttributes: hidden } = sources;
  const options = readOptions('explain: the options', asked.options, OPTIONS);
  const keys = asked.flags.map((flag) => readKeyOf('explain: the flag', 'a flag', flag));
  const contexts = asked.contexts.map((context) => readContextArgument('explain: a context', context));
  const { environment = sources.environment ?? null } = options;
  const now = instantOption(options.at) ?? clock.now();
  const ruleset = inEnvironment(
    await withChanges(sources, await rulesetAt(sources, options.revision), options),
    environment,
  );
  // Few programs explain: the steps load with the first explanation.
  const { explain } = await import('../evaluation/explain/explain.ts');
  return Promise.all(
    contexts.map(async (context) => {
      const members = knownMembers();
      await cache.lookUpFor(ruleset, keys, context, members);
      const scope = { ruleset, context, now, forcedVariants: undefined, members };
      return keys.map((key) => {
        members.missed.clear();
        const outcome = withMissed(members, evaluateSafely(scope, key, undefined));
        return explain(scope, key, { outcome, asked: undefined, hidden, withoutSteps: asked.withoutSteps });
      });
    }),
  );
}

async function rulesetAt({ latest, documentsAt }: ExplainSources, revision: number | undefined): Promise<Ruleset> {
  if (revision === undefined) return (await latest()).ruleset;
  // Not from the active ruleset: of a document that was invalid then, it would keep a later version.
  return (await updateRuleset(UNLOADED, await documentsAt(revision))).ruleset;
}

async function withChanges(
  { storage }: ExplainSources,
  base: Ruleset,
  { changes }: Pick<ExplainFlagOptions, 'changes'>,
): Promise<Ruleset> {
  const given = changes === undefined ? [] : readList('explain: `changes`', changes);
  if (given.length === 0) return base;
  const proposed = (await canonicalChanges(storage, given)).map((change) => ({
    id: changedId(change),
    document: change.type === 'set' ? change.document : null,
  }));
  const { after, written } = await findReferenceFaults(base, proposed);
  checkWritten(written, 'Nothing was explained.');
  return after;
}

function inEnvironment(ruleset: Ruleset, environment: string | null): Ruleset {
  if (environment === null) return ruleset;
  const derived = environmentRuleset(ruleset, readKeyOf('explain: `environment`', 'an environment', environment));
  if (!derived.loaded && ruleset.loaded) throw environmentNotFound(environment, 'the documents');
  return derived;
}
