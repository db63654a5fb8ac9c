// Docs: docs/design/start-up.md
import type { CompiledFlag, CompiledSegment, CompiledEntry } from '../evaluation/compiled.ts';
import type { DocumentId, DocumentKind, StoredDocument } from '../model/document.ts';
import type { Iteration } from '../model/iteration.ts';
import { isDocumentEntry } from './document-entry.ts';
import type { DocumentEntry } from './document-entry.ts';
import type { InitialFields } from './initial-fields.ts';
import type { MapChanges, VersionedMap } from './versioned-map.ts';

type Visit = (node: DocumentEntry, id: DocumentId, map: ReadonlyMap<DocumentId, DocumentEntry>) => void;
type Slots<Compiled> = VersionedMap<string, CompiledEntry<Compiled>>;

const KINDS: readonly DocumentKind[] = ['flag', 'segment', 'environment'];

/**
 * The active documents by id, stored by kind and key, where flags and segments are looked up anyway. Nothing is stored twice,
 * and ids are created on demand. An invalid document has a compiled entry and no document entry. With a map by id beside it, a
 * cold start with 10,000 flags takes 1.2 times as long, and as much heap: `npm run bench:compare -- without document-index`.
 */
export class DocumentIndex implements ReadonlyMap<DocumentId, DocumentEntry> {
  readonly flags: Slots<CompiledFlag>;
  readonly segments: Slots<CompiledSegment>;
  readonly #environments: Slots<unknown>;

  constructor(flags: Slots<CompiledFlag>, segments: Slots<CompiledSegment>, environments: Slots<unknown>) {
    this.flags = flags;
    this.segments = segments;
    this.#environments = environments;
  }

  /** Returns the compiled entry of a document. Undefined when there is none. */
  slot(id: DocumentId): CompiledEntry<unknown> | undefined {
    const colon = id.indexOf(':');
    return this.#of(id.slice(0, colon))?.get(id.slice(colon + 1));
  }

  get(id: DocumentId): DocumentEntry | undefined {
    const slot = this.slot(id);
    return isDocumentEntry(slot) ? slot : undefined;
  }

  has(id: DocumentId): boolean {
    return this.get(id) !== undefined;
  }

  /** Counts. */
  get size(): number {
    let count = 0;
    for (const kind of KINDS) this.#of(kind).forEach((slot) => (count += isDocumentEntry(slot) ? 1 : 0));
    return count;
  }

  /** Returns the documents after some changes. Undefined removes a document. */
  with(changes: MapChanges<DocumentId, CompiledEntry<unknown>>): DocumentIndex {
    const byKind = new Map<string, MapChanges<string, CompiledEntry<unknown>>>(KINDS.map((kind) => [kind, new Map()]));
    for (const [id, slot] of changes) {
      const colon = id.indexOf(':');
      // An unknown kind is in no map.
      byKind.get(id.slice(0, colon))?.set(id.slice(colon + 1), slot);
    }
    return new DocumentIndex(
      this.flags.with(byKind.get('flag') as MapChanges<string, CompiledEntry<CompiledFlag>>),
      this.segments.with(byKind.get('segment') as MapChanges<string, CompiledEntry<CompiledSegment>>),
      this.#environments.with(byKind.get('environment')!),
    );
  }

  settle(): void {
    for (const kind of KINDS) this.#of(kind).settle();
  }

  forEach(visit: Visit): void {
    this.#visit(visit, () => true);
  }

  /** Like `forEach`, for documents with references. */
  forEachReferring(visit: Visit): void {
    this.#visit(visit, ({ references }) => references.length > 0);
  }

  *entries(): Iteration<[DocumentId, DocumentEntry]> {
    for (const kind of KINDS) {
      for (const [key, slot] of this.#of(kind)) if (isDocumentEntry(slot)) yield [`${kind}:${key}`, slot];
    }
  }

  *keys(): Iteration<DocumentId> {
    for (const [id] of this.entries()) yield id;
  }

  *values(): Iteration<DocumentEntry> {
    for (const kind of KINDS) for (const slot of this.#of(kind).values()) if (isDocumentEntry(slot)) yield slot;
  }

  [Symbol.iterator](): Iteration<[DocumentId, DocumentEntry]> {
    return this.entries();
  }

  #visit(visit: Visit, isWanted: (node: DocumentEntry) => boolean): void {
    for (const kind of KINDS) {
      this.#of(kind).forEach((slot, key) => {
        if (isDocumentEntry(slot) && isWanted(slot)) visit(slot, `${kind}:${key}`, this);
      });
    }
  }

  #of(kind: DocumentKind): Slots<unknown>;
  #of(kind: string): Slots<unknown> | undefined;
  #of(kind: string): Slots<unknown> | undefined {
    if (kind === 'flag') return this.flags;
    if (kind === 'segment') return this.segments;
    return kind === 'environment' ? this.#environments : undefined;
  }
}

/** Visits the documents with references. */
export function forEachReferring(nodes: ReadonlyMap<DocumentId, DocumentEntry>, visit: Visit): void {
  if (nodes instanceof DocumentIndex) nodes.forEachReferring(visit);
  else nodes.forEach((node, id) => node.references.length > 0 && visit(node, id, nodes));
}

/**
 * A map of the documents of some entries, without copying them. With copies, one change among 10,000 takes 70 times as long:
 * `npm run bench:compare -- without documents-view`.
 */
export class DocumentsView implements ReadonlyMap<DocumentId, StoredDocument> {
  readonly #nodes: ReadonlyMap<DocumentId, DocumentEntry>;

  readonly #initialFields: InitialFields | undefined;

  constructor(nodes: ReadonlyMap<DocumentId, DocumentEntry>, initialFields?: InitialFields) {
    this.#nodes = nodes;
    this.#initialFields = initialFields;
  }

  #stored({ document }: DocumentEntry): StoredDocument {
    return this.#initialFields === undefined ? document : this.#initialFields.stored(document);
  }

  get size(): number {
    return this.#nodes.size;
  }

  get(id: DocumentId): StoredDocument | undefined {
    const node = this.#nodes.get(id);
    return node && this.#stored(node);
  }

  has(id: DocumentId): boolean {
    return this.#nodes.has(id);
  }

  forEach(visit: (value: StoredDocument, key: DocumentId, map: ReadonlyMap<DocumentId, StoredDocument>) => void): void {
    this.#nodes.forEach((node, id) => visit(this.#stored(node), id, this));
  }

  keys(): Iteration<DocumentId> {
    return this.#nodes.keys();
  }

  *values(): Iteration<StoredDocument> {
    for (const node of this.#nodes.values()) yield this.#stored(node);
  }

  *entries(): Iteration<[DocumentId, StoredDocument]> {
    for (const [id, node] of this.#nodes) yield [id, this.#stored(node)];
  }

  [Symbol.iterator](): Iteration<[DocumentId, StoredDocument]> {
    return this.entries();
  }
}
