import type { DocumentId, Flagstaff, FlagstaffError } from '@flagstaff/core';
import type { Change } from '@flagstaff/core/management';
import { isFlagstaffError } from '@flagstaff/core';
import { withoutStorageFields } from '@flagstaff/core/storage';
import { manage } from '@flagstaff/core/management';
import { isDeepStrictEqual } from 'node:util';

/** Who the history says it was. */
const ACTOR = 'flags.json';

/**
 * Copies the file into the store: at the start the documents that the store lacks or that only the file has changed; from then
 * on every edit, as one commit. Resolves when the first copy is made, or the file turned out to be broken.
 */
export async function followFile(file: Flagstaff, store: Flagstaff): Promise<void> {
  let loaded = false;
  let copying = Promise.resolve();
  const edited = new Set<DocumentId>();

  async function write(ids: readonly DocumentId[]): Promise<void> {
    const changes = (await Promise.all(ids.map((id) => changeOf(id, file, store)))).flat();
    if (changes.length > 0) await manage(store).commit(changes, { actor: ACTOR, comment: 'the file was edited' });
    for (const id of ids) edited.delete(id);
  }

  /** As one commit; where a document is refused, one by one, so that its fault keeps no other out. */
  async function copy(): Promise<void> {
    const ids = [...edited];
    try {
      await write(ids);
    } catch (error) {
      if (!isRefused(error)) throw error;
      await copyEach(ids);
    }
  }

  /** Whatever can be written, in any order: what refers to another document is refused until that one is there. */
  async function copyEach(ids: readonly DocumentId[]): Promise<void> {
    const refusals: FlagstaffError[] = [];
    for (const id of ids) {
      await write([id]).catch((error: unknown) => {
        if (!isRefused(error)) throw error;
        refusals.push(error);
      });
    }
    const left = ids.filter((id) => edited.has(id));
    if (left.length > 0 && left.length < ids.length) await copyEach(left);
    else for (const refusal of refusals) store.reportError(refusal);
  }

  /** One at a time; what could not be written, the next copy tries again. */
  function enqueue(work: () => Promise<void>): void {
    copying = copying.then(work).catch((error: unknown) => {
      if (!isFlagstaffError(error)) throw error;
      store.reportError(error);
    });
  }

  async function begin(): Promise<void> {
    for (const document of await manage(file).list()) {
      const id: DocumentId = `${document.kind}:${document.key}`;
      const stored = await manage(store).get(id);
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
  await firstLook(file);
  await copying;
}

/** Resolves when the file was read, or turned out to be one that cannot be. */
export function firstLook(file: Flagstaff): Promise<void> {
  return new Promise((resolve) => {
    file.on('ready', () => resolve());
    file.on('error', ({ code }) => {
      // A document that is refused keeps nothing else from being read.
      if (code !== 'DOCUMENT_REJECTED') resolve();
    });
  });
}

/** True where the document is at fault, not the store. */
function isRefused(error: unknown): error is FlagstaffError {
  return isFlagstaffError(error, 'INVALID_DOCUMENT') || isFlagstaffError(error, 'DOCUMENT_IN_USE');
}

/** What makes the store's document the file's; nothing, when it is. */
async function changeOf(id: DocumentId, file: Flagstaff, store: Flagstaff): Promise<Change[]> {
  const [wanted, stored] = await Promise.all([manage(file).get(id), manage(store).get(id)]);
  if (wanted === undefined) return stored === undefined ? [] : [{ type: 'delete', id }];
  const document = withoutStorageFields(wanted);
  if (stored !== undefined && isDeepStrictEqual(document, withoutStorageFields(stored))) return [];
  return [{ type: 'set', document }];
}
