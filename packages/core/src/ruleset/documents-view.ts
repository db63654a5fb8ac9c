import type { DocumentId, StorageFields, StoredDocument } from '../model/document.ts';
import type { Node } from './document-entry.ts';

/** What the store added to all documents that it began with; on them only where somebody looks at documents. */
export class Seed {
  readonly #fields: StorageFields;
  /** A document is the same object for all who look. */
  readonly #stored = new WeakMap<StoredDocument, StoredDocument>();

  constructor(fields: StorageFields) {
    this.#fields = fields;
  }

  /** The document as the store has it. What was written later has its own fields. */
  stored(document: StoredDocument): StoredDocument {
    if (Object.hasOwn(document, 'version')) return document;
    let stored = this.#stored.get(document);
    if (stored === undefined) this.#stored.set(document, (stored = { ...this.#fields, ...document }));
    return stored;
  }
}

/** The documents of some nodes, without a second map of them. */
export class DocumentsView implements ReadonlyMap<DocumentId, StoredDocument> {
  readonly #nodes: ReadonlyMap<DocumentId, Node>;
  readonly #seed: Seed | undefined;

  constructor(nodes: ReadonlyMap<DocumentId, Node>, seed?: Seed) {
    this.#nodes = nodes;
    this.#seed = seed;
  }

  #of({ document }: Node): StoredDocument {
    return this.#seed === undefined ? document : this.#seed.stored(document);
  }

  get size(): number {
    return this.#nodes.size;
  }

  get(id: DocumentId): StoredDocument | undefined {
    const node = this.#nodes.get(id);
    return node && this.#of(node);
  }

  has(id: DocumentId): boolean {
    return this.#nodes.has(id);
  }

  forEach(visit: (value: StoredDocument, key: DocumentId, map: ReadonlyMap<DocumentId, StoredDocument>) => void): void {
    this.#nodes.forEach((node, id) => visit(this.#of(node), id, this));
  }

  keys(): MapIterator<DocumentId> {
    return this.#nodes.keys();
  }

  *values(): MapIterator<StoredDocument> {
    for (const node of this.#nodes.values()) yield this.#of(node);
  }

  *entries(): MapIterator<[DocumentId, StoredDocument]> {
    for (const [id, node] of this.#nodes) yield [id, this.#of(node)];
  }

  [Symbol.iterator](): MapIterator<[DocumentId, StoredDocument]> {
    return this.entries();
  }
}
