import type { StorageFields, StoredDocument } from '../model/document.ts';

/**
 * The storage fields of the documents that a store starts with. They are the same for all, so they are put on a document only when
 * it is read as the store has it: start-up would otherwise copy every document.
 */
export class InitialFields {
  readonly #fields: StorageFields;
  /** A document is the same object for every reader. */
  readonly #stored = new WeakMap<StoredDocument, StoredDocument>();

  constructor(fields: StorageFields) {
    this.#fields = fields;
  }

  /** The document as the store has it. A later version has its own fields. */
  stored(document: StoredDocument): StoredDocument {
    if (Object.hasOwn(document, 'version')) return document;
    let stored = this.#stored.get(document);
    if (stored === undefined) this.#stored.set(document, (stored = { ...this.#fields, ...document }));
    return stored;
  }
}
