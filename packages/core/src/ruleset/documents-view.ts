import type { DocumentId, StoredDocument } from '../model/document.ts';
import type { DocumentEntry } from './document-entry.ts';

/** A map of the documents of some entries, without copying them. */
export class DocumentsView implements ReadonlyMap<DocumentId, StoredDocument> {
  readonly #nodes: ReadonlyMap<DocumentId, DocumentEntry>;

  constructor(nodes: ReadonlyMap<DocumentId, DocumentEntry>) {
    this.#nodes = nodes;
  }

  get size(): number {
    return this.#nodes.size;
  }

  get(id: DocumentId): StoredDocument | undefined {
    return this.#nodes.get(id)?.document;
  }

  has(id: DocumentId): boolean {
    return this.#nodes.has(id);
  }

  forEach(visit: (value: StoredDocument, key: DocumentId, map: ReadonlyMap<DocumentId, StoredDocument>) => void): void {
    this.#nodes.forEach((node, id) => visit(node.document, id, this));
  }

  keys(): MapIterator<DocumentId> {
    return this.#nodes.keys();
  }

  *values(): MapIterator<StoredDocument> {
    for (const node of this.#nodes.values()) yield node.document;
  }

  *entries(): MapIterator<[DocumentId, StoredDocument]> {
    for (const [id, node] of this.#nodes) yield [id, node.document];
  }

  [Symbol.iterator](): MapIterator<[DocumentId, StoredDocument]> {
    return this.entries();
  }
}
