import type { DocumentId, StoredDocument } from '../model/document.ts';
import type { ValidationIssue } from '../model/problem.ts';
import type { Revision } from '../model/revision.ts';
import type { Definitions } from '../evaluation/compiled.ts';
import { DocumentsView } from './documents-view.ts';
import type { InitialFields } from './initial-fields.ts';
import type { DocumentEntry } from './document-entry.ts';
import { DocumentIndex } from './document-index.ts';
import { storedSegments } from './stored-segments.ts';
import type { StoredSegment } from './stored-segments.ts';
import { VersionedMap } from './versioned-map.ts';

/** A document that was found and cannot be understood. */
export interface RejectedDocument {
  /** The document's id, or where it was found when it has none. */
  readonly id: string;
  readonly version: number | undefined;
  readonly issues: readonly ValidationIssue[];
  /** An earlier version goes on serving. */
  readonly kept: boolean;
}

/** A document that cannot be parsed. */
export interface ParseFailure {
  /** As it was found: anything at all. */
  readonly document: unknown;
  readonly version: number | undefined;
  readonly issues: readonly ValidationIssue[];
  /** True when nothing was found: a document without a usable id may be this one. Defaults to false. */
  readonly isDisplaced?: boolean;
}

/** What is known of one document: the version in force may be older than the latest. */
export interface DocumentVersions {
  /** The latest version; undefined: it cannot be parsed. */
  readonly latest: DocumentEntry | undefined;
  /** The last version that could be evaluated; undefined: there was none. */
  readonly lastGood: DocumentEntry | undefined;
  /** Why the latest version is not in force, as far as the document alone can tell. */
  readonly parseFailure: ParseFailure | undefined;
}

/** What the next update goes on from. Each map costs an update what changed, not what there is. */
export interface RulesetState {
  /** The version in force of each document that has one: by kind, those of flags and segments among their slots. */
  readonly nodes: DocumentIndex;
  /** How often the nodes in force refer to a document; absent: never. */
  readonly referrers: VersionedMap<DocumentId, number>;
  /** The documents of which the version in force is not the latest. */
  readonly fallbacks: ReadonlyMap<DocumentId, DocumentVersions>;
  /** Undefined when every document has the fields that its store added, if any did. */
  readonly initialFields: InitialFields | undefined;
  /** What was found without an id that is known here, as it was found. */
  readonly unidentified: readonly unknown[];
}

/** All documents of one revision, ready to answer; immutable. */
export interface Ruleset extends Definitions {
  /** False only of the ruleset before the first load. */
  readonly loaded: boolean;
  readonly revision: Revision | undefined;
  /** Whose patches are on the flags; undefined: the documents as they are. */
  readonly environment: string | undefined;
  /** The last version of each document that can be evaluated. */
  readonly documents: ReadonlyMap<DocumentId, StoredDocument>;
  /** Whose members have to be looked up before flags are asked. */
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
  /** Documents that answer differently from before, or no longer. */
  readonly changed: readonly DocumentId[];
  /** Documents whose fault is new. */
  readonly rejected: readonly RejectedDocument[];
}

/** What is known of a document; undefined: there is none. */
export function versionsOf({ nodes, fallbacks }: RulesetState, id: DocumentId): DocumentVersions | undefined {
  const entry = fallbacks.get(id);
  if (entry !== undefined) return entry;
  const node = nodes.get(id);
  return node && { latest: node, lastGood: node, parseFailure: undefined };
}

/** Makes this the version of its documents that is fastest to look up in. For the ruleset that is put in force. */
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
