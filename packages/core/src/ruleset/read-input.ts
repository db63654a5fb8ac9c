import { isTooDeep } from '../model/depth.ts';
import { claimedId, unreadableDocument } from '../model/document.ts';
import type { DocumentId } from '../model/document.ts';
import { LIMITS } from '../model/limits.ts';
import { MAX_FAULTS } from '../model/problem.ts';
import type { Revision } from '../model/revision.ts';
import { lazyEngine } from '../targeting/engine.ts';
import type { Engine } from '../targeting/engine.ts';
import { DocumentEntry } from './document-entry.ts';
import { parseDocument } from '../documents/parse-document.ts';
import { idOf, versionOf } from '../documents/document-identity.ts';
import { versionsOf } from './ruleset.ts';
import type { DocumentVersions, RejectedDocument, Ruleset } from './ruleset.ts';
import { sameJson } from '../model/json-equal.ts';
import type { Steps } from '../timing/steps.ts';
import { isKey } from '../model/input.ts';

/** Needed when a document without a usable id may be one that vanished. */
const DISPLACED = lazyEngine(() => import('./displaced.ts'));

/** All documents of a revision, or those that changed since the previous ruleset. Null marks a deletion. Nothing is trusted. */
export type RulesetInput =
  | { readonly revision: Revision | undefined; readonly documents: readonly unknown[] }
  | {
      readonly revision: Revision | undefined;
      readonly changes: readonly { readonly id: DocumentId; readonly document: unknown }[];
    };

/** The parsed input, limited to what differs from the previous ruleset. */
export interface ReadInput {
  /** Every document that changed. Undefined when it is gone. */
  readonly entries: ReadonlyMap<DocumentId, DocumentVersions | undefined>;
  /** The issues of documents without an id, by position. */
  readonly rejectedUnidentified: readonly RejectedDocument[];
  /** Those documents, unchanged. */
  readonly unidentified: readonly unknown[];
  /** Engines to load before these documents can be validated. */
  readonly missing: ReadonlySet<Engine>;
}

export function* readInput(previous: Ruleset, input: RulesetInput): Steps<ReadInput> {
  return 'documents' in input ? yield* readAll(previous, input) : readChanges(previous, input.changes);
}

function* readAll(
  { loaded, revision: held, state }: Ruleset,
  { revision, documents }: Extract<RulesetInput, { documents: unknown }>,
): Steps<ReadInput> {
  const entries = new Map<DocumentId, DocumentVersions | undefined>();
  const rejectedUnidentified: RejectedDocument[] = [];
  const unidentified: unknown[] = [];
  let unidentifiedCount = 0;
  let refused = 0;
  const unchanged = new Set<DocumentId>();
  const missing = new Set<Engine>();
  for (let index = 0; index < documents.length; index++) {
    yield;
    const document = documents[index];
    const id = idOf(document);
    if (id === undefined) {
      // A newer reader may understand an object. A few of anything else suffice to detect displaced documents.
      if ((typeof document === 'object' && document !== null) || unidentifiedCount < MAX_FAULTS)
        unidentified.push(asFound(document));
      unidentifiedCount++;
      if (unidentifiedCount > MAX_FAULTS) continue;
      const parsed = parseDocument(document);
      rejectedUnidentified.push({
        id: `(document ${index})`,
        version: versionOf(document),
        issues: parsed.ok ? [] : parsed.issues,
        kept: false,
      });
      continue;
    }
    const before = loaded ? versionsOf(state, id) : undefined;
    const entry = readDocument(document, before, refused < MAX_FAULTS);
    if (entry.parseFailure !== undefined) refused++;
    if (entry === before) {
      unchanged.add(id);
      entries.delete(id);
      continue;
    }
    entries.set(id, entry);
    addMissing(missing, entry);
  }
  if (unidentifiedCount > MAX_FAULTS) rejectedUnidentified.push(moreNameless(unidentifiedCount - MAX_FAULTS));
  // In another or an emptied store, a missing document was not displaced.
  const mayBeDisplaced = loaded && unidentified.length > 0 && held?.epoch === revision?.epoch;
  if (mayBeDisplaced && !DISPLACED.isLoaded) missing.add(DISPLACED);
  const parts = { unreadableDocument, isKey, sameJson, versionsOf };
  const displaced = mayBeDisplaced ? DISPLACED.library?.displacedBy(unidentified, state, parts) : undefined;
  const findGone = (_: unknown, id: DocumentId): void => {
    if (!unchanged.has(id) && !entries.has(id)) entries.set(id, displaced?.(id));
  };
  state.nodes.forEach(findGone);
  state.fallbacks.forEach(findGone);
  return { entries, rejectedUnidentified, unidentified, missing };
}

function readChanges(
  { state, rejected }: Ruleset,
  changes: readonly { readonly id: DocumentId; readonly document: unknown }[],
): ReadInput {
  const entries = new Map<DocumentId, DocumentVersions | undefined>();
  const missing = new Set<Engine>();
  let refused = 0;
  for (const { id, document } of changes) {
    const before = versionsOf(state, id);
    const entry = document == null ? undefined : readDocument(document, before, refused < MAX_FAULTS);
    if (entry?.parseFailure !== undefined) refused++;
    if (entry === before) {
      entries.delete(id);
      continue;
    }
    entries.set(id, entry);
    addMissing(missing, entry);
  }
  // A change may use an id that is unknown here. Its previous issues are then gone.
  const faults = [...rejected.values()].filter(({ id }) => id.startsWith('('));
  const changed = new Set<string>(changes.map(({ id }) => id));
  const stays = state.unidentified.map((document) => !changed.has(claimedId(document) ?? ''));
  return {
    entries,
    rejectedUnidentified: faults.filter((_, index) => stays[index]),
    unidentified: state.unidentified.filter((_, index) => stays[index]),
    missing,
  };
}

function moreNameless(count: number): RejectedDocument {
  const message = 'lack a valid kind and key; fix the ones above first';
  const issues = [{ path: '$', message, fault: 'shape' as const }];
  return { id: `(${count} more documents)`, version: undefined, issues, kept: false };
}

/** For documents beyond those whose issues are kept. */
const NOT_LISTED: RejectedDocument['issues'] = [
  { path: '$', message: 'has issues; fix the ones above first', fault: 'shape' },
];

/** @param keepFaults Whether to keep the issues, or only that there are some. */
function readDocument(document: unknown, before: DocumentVersions | undefined, keepFaults: boolean): DocumentVersions {
  if (before?.latest !== undefined && sameJson(before.latest.document, document)) return before;
  const parsed = parseDocument(document);
  if (parsed.ok)
    return {
      latest: new DocumentEntry(parsed.document, parsed.facts),
      lastGood: before?.lastGood,
      parseFailure: undefined,
    };
  const issues = keepFaults ? parsed.issues : NOT_LISTED;
  const parseFailure = { document: asFound(document), version: versionOf(document), issues };
  return { latest: undefined, lastGood: before?.lastGood, parseFailure };
}

/** Returns a rejected document as it is kept: it is compared and written out again. */
function asFound(document: unknown): unknown {
  if (!isTooDeep(document)) return document;
  return unreadableDocument(idOf(document), versionOf(document) ?? 1, `it nests deeper than ${LIMITS.nesting} levels`);
}

function addMissing(missing: Set<Engine>, entry: DocumentVersions | undefined): void {
  for (const engine of entry?.latest?.engines ?? []) if (!engine.isLoaded) missing.add(engine);
}
