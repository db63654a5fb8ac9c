import { checkArguments, documentId, prepareCommit } from '@flagstaff/core/storage';
import type {
  Change,
  CommittedChange,
  DocumentId,
  StoredVersion,
  StorageBackend,
  StoredDocument,
} from '@flagstaff/core/storage';

/** A minimal backend: the four methods, on rows of JSON text. */
export function toyStorage(rows: Map<DocumentId, string> = new Map<DocumentId, string>()): StorageBackend {
  const versions = new Map<DocumentId, number>();
  const read = (id: DocumentId): StoredDocument | undefined => {
    const text = rows.get(id);
    return text === undefined ? undefined : (JSON.parse(text) as StoredDocument);
  };
  const write = (id: DocumentId, change: Change, actor?: string): CommittedChange => {
    const slot: StoredVersion = { document: read(id), version: versions.get(id) ?? 0 };
    const state = { revision: undefined, slots: new Map([[id, slot]]) };
    const [committed] = prepareCommit(state, [change], actor === undefined ? {} : { actor }).changes;
    const { after } = committed!;
    if (after === null) rows.delete(id);
    else {
      rows.set(id, JSON.stringify(after));
      versions.set(id, after.version);
    }
    return committed!;
  };

  return checkArguments({
    name: 'toy',
    get: async (id) => read(id),
    async set(document, { ifVersion, actor } = {}) {
      const id = documentId(document);
      write(id, { type: 'set', document, ...(ifVersion === undefined ? {} : { ifVersion }) }, actor);
      return read(id)!;
    },
    async delete(id, { ifVersion } = {}) {
      if (ifVersion === undefined && !rows.has(id)) return false;
      write(id, { type: 'delete', id, ...(ifVersion === undefined ? {} : { ifVersion }) });
      return true;
    },
    list: async () => [...rows.keys()].map((id) => read(id)!),
  });
}
