import type { Definitions, CompiledSegment, CompiledEntry } from '../evaluation/compiled.ts';
import type { DocumentId, StoredDocument } from '../model/document.ts';
import type { ValidationIssue } from '../model/problem.ts';
import type { Revision } from '../model/revision.ts';
import { parseAttribute } from '../targeting/attribute.ts';
import type { Attribute } from '../targeting/attribute.ts';
import { isDocumentEntry } from './document-entry.ts';
import type { DocumentEntry } from './document-entry.ts';
import { DocumentIndex, DocumentsView } from './document-index.ts';
import type { InitialFields } from './initial-fields.ts';
import { VersionedMap } from './versioned-map.ts';

/** A stored document that cannot be understood. */
export interface RejectedDocument {
  /** The document's id, or its position when it has none. */
  readonly id: string;
  readonly version: number | undefined;
  readonly issues: readonly ValidationIssue[];
  /** Whether an earlier version stays in use. */
  readonly kept: boolean;
}

/** A document that cannot be parsed. */
interface ParseFailure {
  /** The value as found. Can be anything. */
  readonly document: unknown;
  readonly version: number | undefined;
  readonly issues: readonly ValidationIssue[];
  /** True when nothing was found, and a document without a usable id may be this one. Defaults to false. */
  readonly isDisplaced?: boolean;
}

/** The versions of one document. The active one may be older than the latest. */
export interface DocumentVersions {
  /** The latest version. Undefined when it cannot be parsed. */
  readonly latest: DocumentEntry | undefined;
  /** The last version that could be evaluated, if any. */
  readonly lastGood: DocumentEntry | undefined;
  /** Why the latest version is not active, considering the document alone. */
  readonly parseFailure: ParseFailure | undefined;
}

/** The state that the next update starts from. Each map costs an update what changed, not its size. */
export interface RulesetState {
  /** The active version of each document, by kind. Flags and segments share their compiled entries. */
  readonly nodes: DocumentIndex;
  /** Number of references from active documents. Absent for zero. */
  readonly referrers: VersionedMap<DocumentId, number>;
  /** Documents whose active version is not the latest. */
  readonly fallbacks: ReadonlyMap<DocumentId, DocumentVersions>;
  /** Undefined when every document has the fields that its store added, if any did. */
  readonly initialFields: InitialFields | undefined;
  /** Values without a known id, as found. */
  readonly unidentified: readonly unknown[];
}

/** All documents of one revision, ready for evaluation. Immutable. */
export interface Ruleset extends Definitions {
  /** False only before the first load. */
  readonly loaded: boolean;
  readonly revision: Revision | undefined;
  /** The environment whose patches are applied. Undefined for the unpatched documents. */
  readonly environment: string | undefined;
  /** The last version of each document that can be evaluated. */
  readonly documents: ReadonlyMap<DocumentId, StoredDocument>;
  /** Segments whose members must be looked up before an evaluation. */
  readonly storedSegments: readonly StoredSegment[];
  readonly rejected: ReadonlyMap<string, RejectedDocument>;
  readonly state: RulesetState;
}

export function createRuleset(
  revision: Revision | undefined,
  rejected: Ruleset['rejected'],
  state: RulesetState,
): Ruleset {
  return Object.freeze({
    loaded: true,
    revision,
    environment: undefined,
    documents: new DocumentsView(state.nodes, state.initialFields),
    flags: state.nodes.flags,
    segments: state.nodes.segments,
    storedSegments: storedSegments(state.nodes.segments),
    rejected,
    state,
  });
}

export interface RulesetUpdate {
  readonly ruleset: Ruleset;
  /** Documents that changed their answers, or were removed. */
  readonly changed: readonly DocumentId[];
  /** Documents with new issues. */
  readonly rejected: readonly RejectedDocument[];
}

/** Returns the versions of a document. Undefined when it does not exist. */
export function versionsOf({ nodes, fallbacks }: RulesetState, id: DocumentId): DocumentVersions | undefined {
  const entry = fallbacks.get(id);
  if (entry !== undefined) return entry;
  const node = nodes.get(id);
  return node && { latest: node, lastGood: node, parseFailure: undefined };
}

/** Makes this the fastest version to look up in. Call it for the active ruleset. */
export function settleRuleset({ state: { nodes, referrers } }: Ruleset): void {
  nodes.settle();
  referrers.settle();
}

const NOTHING: RulesetState = {
  nodes: new DocumentIndex(new VersionedMap(), new VersionedMap(), new VersionedMap()),
  referrers: new VersionedMap(),
  fallbacks: new Map(),
  initialFields: undefined,
  unidentified: [],
};

/** The ruleset before the first load. */
export const UNLOADED: Ruleset = Object.freeze({
  loaded: false,
  revision: undefined,
  environment: undefined,
  documents: new Map(),
  flags: NOTHING.nodes.flags,
  segments: NOTHING.nodes.segments,
  storedSegments: [],
  rejected: new Map(),
  state: NOTHING,
});

/** A segment whose members are stored outside its document. */
export interface StoredSegment {
  readonly key: string;
  /** The attribute matched against members. */
  readonly by: Attribute;
}

type Segments = ReadonlyMap<string, CompiledEntry<CompiledSegment>>;

/** A change that touches no segment keeps the map of segments. */
const found = new WeakMap<Segments, readonly StoredSegment[]>();

/** Returns the enabled segments with stored members. Scans every segment, once per version of the map. */
function storedSegments(segments: Segments): readonly StoredSegment[] {
  let stored = found.get(segments);
  if (stored === undefined) found.set(segments, (stored = find(segments)));
  return stored;
}

function find(segments: Segments): readonly StoredSegment[] {
  const stored: StoredSegment[] = [];
  segments.forEach((slot, key) => {
    const document = isDocumentEntry(slot) ? slot.document : undefined;
    if (document?.kind !== 'segment' || document.members !== 'stored' || document.enabled === false) return;
    stored.push({ key, by: parseAttribute(document.by ?? 'targetingKey') });
  });
  return stored;
}
