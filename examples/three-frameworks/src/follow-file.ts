import type { Change, DocumentId, Flagstaff } from '@flagstaff/core';
import { isFlagstaffError } from '@flagstaff/core';
import { withoutStorageFields } from '@flagstaff/core/storage';
import { isDeepStrictEqual } from 'node:util';

/** Who the history says it was. */
const ACTOR = 'flags.json';

/**
 * Copies the file into the store: at the start what the store lacks, and what nobody but the file has changed there; from then
 * on every edit, as one commit. Resolves when the first copy is made, or the file turned out to be broken.
 */
export async function followFile(file: Flagstaff, store: Flagstaff): Promise<void> {
  let loaded = false;
  let copying = Promise.resolve();
  const edited = new Set<DocumentId>();

  async function copy(): Promise<void> {
    const ids = [...edited];
    const changes = (await Promise.all(ids.map((id) => changeOf(id, file, store)))).flat();
    if (changes.length > 0) await store.commit(changes, { actor: ACTOR, comment: 'the file was edited' });
    for (const id of ids) edited.delete(id);
  }

  /** One at a time; what could not be written, the next copy tries again. */
  function enqueue(work: () => Promise<void>): void {
    copying = copying.then(work).catch((error: unknown) => {
      if (!isFlagstaffError(error)) throw error;
      store.reportProblem(error);
    });
  }

  async function begin(): Promise<void> {
    for (const document of await file.list()) {
      const id: DocumentId = `${document.kind}:${document.key}`;
      const stored = await store.get(id);
      if (stored === undefined || stored.updatedBy === ACTOR) edited.add(id);
    }
    await copy();
  }

  file.on('change', ({ changed }) => {
    if (!loaded) return;
    for (const id of changed) edited.add(id);
    enqueue(copy);
  });
  file.on('ready', () => {
    if (loaded) return;
    loaded = true;
    enqueue(begin);
  });
  await file.ready({ timeoutMs: 1_000 }).catch(() => undefined);
  await copying;
}

/** What makes the store's document the file's; nothing, when it is. */
async function changeOf(id: DocumentId, file: Flagstaff, store: Flagstaff): Promise<Change[]> {
  const [wanted, stored] = await Promise.all([file.get(id), store.get(id)]);
  if (wanted === undefined) return stored === undefined ? [] : [{ type: 'delete', id }];
  const document = withoutStorageFields(wanted);
  if (stored !== undefined && isDeepStrictEqual(document, withoutStorageFields(stored))) return [];
  return [{ type: 'set', document }];
}
