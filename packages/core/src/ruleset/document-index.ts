// Docs: docs/design/start-up.md
import type { DocumentId, DocumentKind } from '../model/document.ts';
import type { CompiledFlag, CompiledSegment, CompiledEntry } from '../evaluation/compiled.ts';
import { isDocumentEntry } from './document-entry.ts';
import type { DocumentEntry } from './document-entry.ts';
import type { MapChanges, VersionedMap } from './versioned-map.ts';
import type { Iteration } from '../model/iteration.ts';

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
