// Docs: packages/memory/README.md
import { realpath } from 'node:fs/promises';
import type {
  Change,
  CommittedChange,
  DocumentId,
  StoredVersion,
  StorageBackend,
  WriteOptions,
} from '@flagstaff/core/storage';
import { removeLeftovers } from '@flagstaff/core/node';
import {
  changedId,
  checkArguments,
  claimedId,
  copyOf,
  described,
  FlagstaffError,
  inBackground,
  invalidOptions,
  isFlagstaffError,
  prepareCommit,
  readObject,
} from '@flagstaff/core/storage';
import { formatContent, storedFrom, withDocument, withoutDocument } from './content.ts';
import type { FileContent } from './content.ts';
import { readPath } from './file-path.ts';
import { createFileWatcher } from './file-watcher.ts';
import { removeDeadLock, withLock } from './lock.ts';
import { readContent, readText } from './read-file.ts';
import { replaceFile } from './replace-file.ts';

/** The options of `fileStorage`. */
export interface FileStorageOptions {
  /** The JSON file: a list of documents, or `{ "documents": [...] }`. It must exist. */
  readonly path: string | URL;
  /** Milliseconds between polls, in case a change notification is missed. At least 10. Defaults to 250. */
  readonly pollIntervalMs?: number | undefined;
}

/** A storage backend that reports every change of the file. */
export interface FileStorage extends StorageBackend {
  watch(onChange: () => void): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

/**
 * Stores flags in one JSON file that people can edit by hand. Edits take effect immediately. While the file is not JSON, every call
 * rejects with `STORAGE_CORRUPT` and the position of the fault, and clients keep the last valid state.
 *
 * @throws {FlagstaffError} INVALID_OPTIONS when an option is invalid.
 */
export function fileStorage(options: FileStorageOptions): FileStorage {
  const { path: given, pollIntervalMs } = readObject('fileStorage: the options', options, {
    path: true,
    pollIntervalMs: true,
  });
  const path = readPath('fileStorage', given);
  const name = `file(${path})`;
  const watcher = createFileWatcher(path, intervalFrom(pollIntervalMs));
  let closed = false;
  let tidied = false;

  /** Removes the leftovers of killed processes. */
  function tidyOnce(): void {
    if (tidied) return;
    tidied = true;
    inBackground(() => removeDeadLock(path));
    inBackground(async () => removeLeftovers(await realpath(path)));
  }

  async function read(): Promise<FileContent> {
    checkOpen();
    tidyOnce();
    return (await readContent(path)).content;
  }

  function checkOpen(): void {
    if (closed) throw new FlagstaffError('CLOSED', `The storage backend ${name} was closed.`);
  }

  /** Writes one change. If the file was saved meanwhile, applies the change again to the new content. */
  async function write(change: Change, { actor }: WriteOptions): Promise<CommittedChange> {
    checkOpen();
    tidyOnce();
    return withLock(path, async () => {
      for (;;) {
        const { text, content } = await readContent(path);
        const committed = prepare(content, change, actor);
        const next = apply(content, committed);
        if (await replaceFile(path, formatContent(next), async () => (await readText(path)) === text)) return committed;
      }
    });
  }

  return checkArguments({
    name,
    async get(id) {
      const content = await read();
      const written = content.documents.find((document) => claimedId(document) === id);
      return written === undefined ? undefined : storedFrom(written, content);
    },

    async set(document, writeOptions = {}) {
      const { ifVersion } = writeOptions;
      // Copied, so that later modifications by the caller are not written.
      const change: Change = {
        type: 'set',
        document: copyOf(document),
        ...(ifVersion === undefined ? {} : { ifVersion }),
      };
      const { after } = await write(change, writeOptions);
      if (after !== null) return copyOf(after);
      throw new FlagstaffError('STORAGE_CORRUPT', 'A document was written but is missing.');
    },

    async delete(id, writeOptions = {}) {
      const { ifVersion } = writeOptions;
      try {
        await write({ type: 'delete', id, ...(ifVersion === undefined ? {} : { ifVersion }) }, writeOptions);
        return true;
      } catch (error) {
        if (isFlagstaffError(error, 'DOCUMENT_NOT_FOUND')) return false;
        throw error;
      }
    },

    async list() {
      const content = await read();
      return content.documents.map((written) => storedFrom(written, content));
    },

    async watch(onChange) {
      checkOpen();
      const stop = await watcher.add(onChange);
      return async () => stop();
    },

    async close() {
      closed = true;
      watcher.close();
    },
  });
}

/** Assigns the version and checks the conditions, as every backend does. */
function prepare(content: FileContent, change: Change, actor: string | undefined): CommittedChange {
  const id = changedId(change);
  const slots = new Map([[id, slotOf(content, id)]]);
  const { changes } = prepareCommit({ revision: undefined, slots }, [change], actor === undefined ? {} : { actor });
  return changes[0]!;
}

function slotOf(content: FileContent, id: DocumentId): StoredVersion {
  const written = content.documents.find((document) => claimedId(document) === id);
  const document = written === undefined ? undefined : storedFrom(written, content);
  return { document, version: document?.version ?? content.deleted.get(id) ?? 0 };
}

function apply(content: FileContent, { id, before, after }: CommittedChange): FileContent {
  return after === null ? withoutDocument(content, id, before?.version ?? 0) : withDocument(content, after);
}

function intervalFrom(pollIntervalMs: unknown = 250): number {
  if (typeof pollIntervalMs !== 'number' || !(pollIntervalMs >= 10 && pollIntervalMs <= 2 ** 31 - 1)) {
    throw invalidOptions(
      `fileStorage: pollIntervalMs is ${described(pollIntervalMs)}. Pass milliseconds, at least 10.`,
    );
  }
  return pollIntervalMs;
}
