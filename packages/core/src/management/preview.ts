// Docs: docs/experiments.md, "Preview a change"
import { canonicalDocument } from '../documents/parse-document.ts';
import { idOf } from '../documents/document-identity.ts';
import { affectedIn } from '../effects/affected.ts';
import type { Affected, Versions } from '../effects/affected.ts';
import { flipsOf } from '../effects/flips.ts';
import { movedShares } from '../effects/moved-shares.ts';
import type { MovedShare, Preview, PreviewConflict, PreviewIssue, PreviewOptions } from '../effects/types.ts';
import type { EvaluationContext } from '../model/context.ts';
import type { Document, DocumentId } from '../model/document.ts';
import { documentId } from '../model/document.ts';
import { environmentNotFound } from '../model/environment-not-found.ts';
import { isFlagstaffError } from '../model/error.ts';
import { readId, readList } from '../model/arguments.ts';
import { invalidOptions, readKeyOf, readOptions } from '../model/input.ts';
import type { OptionNames } from '../model/option-names.ts';
import type { ValidationIssue } from '../model/problem.ts';
import { affectedFlags } from '../ruleset/affected-flags.ts';
import { environmentChain } from '../ruleset/environment-ruleset.ts';
import type { Ruleset } from '../ruleset/update-ruleset.ts';
import type { Change } from '../storage/port.ts';
import { conditionIn, readChange } from '../storage/write-input.ts';
import type { MemberCache } from '../sync/member-cache.ts';
import type { PrivateAttributes } from '../targeting/private-attributes.ts';
import type { Clock } from '../timing/clock.ts';
import { findReferenceFaults } from './check-changes.ts';
import { readContextArgument } from './context-input.ts';
import { instantOption } from './instant-option.ts';
import type { PlanBase } from './plan-commit.ts';

export interface PreviewSources {
  readonly clock: Clock;
  readonly lookUp: MemberCache['lookUp'];
  readonly hidden: PrivateAttributes;
  /** Returns the store's documents. */
  readonly latest: () => Promise<PlanBase>;
}

const OPTIONS: OptionNames<PreviewOptions> = { contexts: true, at: true, environments: true };

/** Returns what changes would do. Writes nothing. */
export async function preview(
  { clock, lookUp, hidden, latest }: PreviewSources,
  given: readonly Change[],
  options: PreviewOptions | undefined,
): Promise<Preview> {
  const changes = await readChanges(given);
  const { contexts, at: instant, environments } = readOptions('preview: the options', options, OPTIONS);
  const asked = contexts === undefined ? undefined : readContexts(contexts);
  const at = instantOption(instant) ?? clock.now();
  const base = await latest();
  const result = {
    ...(base.revision && { revision: { ...base.revision } }),
    at: new Date(at).toISOString(),
    conflicts: changes.flatMap((change) => conflictOf(change, base)),
  };
  const proposed = changes.flatMap(({ id, document }) =>
    id === undefined ? [] : [{ id, document: document ?? null }],
  );
  /** The first change of each document. */
  const firstOf = new Map<string | undefined, number>(
    changes.map(({ id, index }) => [id, index] as const).toReversed(),
  );
  const issues = changes.flatMap((change) => issuesOf(change, firstOf.get(change.id) !== change.index, base));
  // Documents with faults of their own cannot be judged together.
  const faults = issues.length > 0 ? undefined : await findReferenceFaults(base.ruleset, proposed);
  for (const { id, issues: found } of [...(faults?.written ?? []), ...(faults?.broken ?? [])]) {
    for (const issue of found) issues.push(issueOf(issue, firstOf.get(id) ?? null, id as DocumentId));
  }
  if (faults === undefined || issues.length > 0) return { ...result, issues, affected: [], shares: [] };
  const versions = { before: base.ruleset, after: faults.after };
  const keys = new Set([
    ...affectedFlags(versions.after, faults.changed),
    ...affectedFlags(base.ruleset, faults.changed),
  ]);
  const places = environmentsOf(versions, environments);
  const affected = await affectedIn(versions, [...keys].toSorted(), places, at);
  return {
    ...result,
    issues,
    affected: affected.map(({ effect }) => effect),
    shares: affected.flatMap((each) => sharesOf(each, at)),
    ...(asked && { flips: await flipsOf({ versions, affected, contexts: asked, at, lookUp, hidden }) }),
  };
}

interface ReadChange {
  readonly index: number;
  readonly type: Change['type'];
  /** Undefined when the document has none. */
  readonly id: DocumentId | undefined;
  /** Undefined for a deletion, and for an invalid document. */
  readonly document: Document | undefined;
  readonly ifVersion: number | undefined;
  readonly issues: readonly ValidationIssue[];
}

async function readChanges(given: readonly Change[]): Promise<readonly ReadChange[]> {
  return Promise.all(
    readList('preview: the changes', given).map(async (each, index): Promise<ReadChange> => {
      const change = readChange(`preview: changes[${index}]`, each);
      const common = { index, type: change.type, ifVersion: conditionIn('preview', change).ifVersion };
      if (change.type === 'delete') {
        return { ...common, id: readId('preview: the id', change.id), document: undefined, issues: [] };
      }
      if (change.type !== 'set') throw invalidOptions('preview: the type of a change must be "set" or "delete".');
      try {
        const document = await canonicalDocument(change.document);
        return { ...common, id: documentId(document), document, issues: [] };
      } catch (error) {
        if (!isFlagstaffError(error, 'INVALID_DOCUMENT')) throw error;
        return { ...common, id: idSafely(change.document), document: undefined, issues: error.issues ?? [] };
      }
    }),
  );
}

/** An invalid document may be anything, such as a Proxy that throws. */
function idSafely(document: unknown): DocumentId | undefined {
  try {
    return idOf(document);
  } catch {
    return undefined;
  }
}

function issuesOf({ index, id, type, issues }: ReadChange, isRepeated: boolean, base: PlanBase): PreviewIssue[] {
  const found = issues.map((issue) => issueOf(issue, index, id));
  const add = (message: string): unknown => found.push(issueOf({ path: '$', message, fault: 'meaning' }, index, id));
  if (id !== undefined && isRepeated) add('changes a document twice; merge the changes');
  if (type === 'delete' && base.get(id!)?.document === undefined) add('does not exist, so it cannot be deleted');
  return found;
}

function issueOf(issue: ValidationIssue, change: number | null, id: DocumentId | undefined): PreviewIssue {
  return { change, id: id ?? null, ...issue };
}

function conflictOf({ index, id, ifVersion }: ReadChange, base: PlanBase): PreviewConflict[] {
  if (id === undefined || ifVersion === undefined) return [];
  const document = base.get(id)?.document;
  const version = document?.version ?? 0;
  if (version === ifVersion) return [];
  const { updatedBy, updatedAt } = document ?? {};
  return [
    {
      change: index,
      id,
      ifVersion,
      version,
      ...(updatedBy === undefined ? {} : { updatedBy }),
      ...(updatedAt === undefined ? {} : { updatedAt }),
    },
  ];
}

/** Shares of a flag that exists before and after. */
function sharesOf({ effect, versions }: Affected, at: number): MovedShare[] {
  const { flag, environment, change, fields } = effect;
  if (change !== 'changed' || fields.length === 0) return [];
  return movedShares(versions.before!, versions.after!, at).map((share) => ({ flag, environment, ...share }));
}

/** Returns the environments that exist before and after the changes, and null for the unpatched documents. */
function environmentsOf({ before, after }: Versions, asked: unknown): readonly (string | null)[] {
  const isIn = (ruleset: Ruleset, key: string): boolean => environmentChain(ruleset, key) !== undefined;
  if (asked !== undefined) {
    return readList('preview: `environments`', asked).map((given) => {
      if (given === null) return null;
      const key = readKeyOf('preview: `environments`', 'an environment', given);
      if (!isIn(after, key)) throw environmentNotFound(key, 'the documents');
      return key;
    });
  }
  const keys: string[] = [];
  after.documents.forEach(({ kind, key }) => {
    if (kind === 'environment' && isIn(before, key) && isIn(after, key)) keys.push(key);
  });
  return [null, ...keys.toSorted()];
}

function readContexts(given: unknown): readonly EvaluationContext[] {
  return readList('preview: `contexts`', given).map((context) => readContextArgument('preview: a context', context));
}
