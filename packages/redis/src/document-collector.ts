import type { DocumentId, Steps, StoredDocument } from '@flagstaff/core/storage';
import { idOfField, parseSlot, versionField } from './layout.ts';
import { sortInSteps } from './sort-in-steps.ts';

/** Collects the documents of a hash from its fields, which come in any order, and maybe more than once. */
export interface DocumentCollector {
  /** The number of different fields. */
  readonly fields: number;
  /** Takes a flat list of fields and values. */
  take(page: readonly (string | null)[]): Steps<void>;
  /** Returns all documents, ordered by id. */
  finish(): Steps<StoredDocument[]>;
}

export function createDocumentCollector(): DocumentCollector {
  const documents = new Map<DocumentId, StoredDocument>();
  /** The texts of those that no reader accepts: their version is in a field of its own, which may come later. */
  const unreadable = new Map<DocumentId, string>();
  const rest = new Map<string, string>();

  return {
    get fields() {
      return documents.size + rest.size;
    },

    *take(page) {
      for (let at = 0; at + 1 < page.length; at += 2) {
        yield;
        const field = page[at] ?? '';
        const value = page[at + 1] ?? '';
        const id = idOfField(field);
        if (id === undefined) {
          rest.set(field, value);
          continue;
        }
        const { document } = parseSlot(id, value, null);
        documents.set(id, document!);
        if ('unreadable' in document!) unreadable.set(id, value);
        else unreadable.delete(id);
      }
    },

    *finish() {
      for (const [id, text] of unreadable) {
        yield;
        documents.set(id, parseSlot(id, text, rest.get(versionField(id)) ?? null).document!);
      }
      const ids = yield* sortInSteps([...documents.keys()]);
      yield;
      return ids.map((id) => documents.get(id)!);
    },
  };
}
