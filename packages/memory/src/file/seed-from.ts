// Docs: packages/memory/README.md
import { basename } from 'node:path';
import type { FlagDefinitions, Flagstaff } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import {
  createBackoff,
  createSerialQueue,
  described,
  FlagstaffError,
  inBackground,
  invalidOptions,
  isFlagstaffError,
  readOptions,
  startTimer,
} from '@flagstaff/core/storage';
import type { DocumentId } from '@flagstaff/core/storage';
import { copyAccepted, copyDocuments, differingIds, documentsById } from './copy-documents.ts';
import type { Copy, Documents } from './copy-documents.ts';
import { readPath } from './file-path.ts';
import { fileStorage } from './file-storage.ts';
import { readDocuments } from './read-documents.ts';

/** The options of `seedFrom`. */
export interface SeedOptions {
  /** Copy every later edit of the file too. Defaults to false. */
  readonly follow?: boolean | undefined;
  /** The actor of the commits. At the start, only documents that this actor wrote last are replaced. Defaults to the file's name. */
  readonly actor?: string | undefined;
  /** Called when the file can be read again after a fault. For logs. */
  readonly onRecover?: (() => void) | undefined;
}

/** A store that is seeded from a file. */
export interface Seeding {
  /** Stops following the file, after the copy under way. Idempotent. */
  close(): Promise<void>;
}

/** Milliseconds between attempts to write to a store that fails. */
const RETRY = { first: 500, most: 30_000, random: Math.random };

/**
 * Copies the documents of a JSON file into a client's store, as one commit: those that the store lacks, and those that only the file
 * has changed. Stored documents that the file lacks are kept.
 *
 * With `follow`, also copies each edit of the file, including deletions, and the last write wins. Faults of the file and of its
 * documents are then `error` events of the client; they keep no other document out, and the store keeps its last good version.
 * Without `follow`, a fault rejects and nothing is written.
 *
 * @throws {FlagstaffError} STORAGE_CORRUPT, STORAGE_UNINITIALIZED or INVALID_DOCUMENT for a fault, unless `follow` is set.
 * @throws {FlagstaffError} INVALID_OPTIONS when an argument is invalid.
 * @example
 * const seeding = await seedFrom(flagstaff, 'flags.json', { follow: true });
 */
export async function seedFrom<F extends FlagDefinitions>(
  flagstaff: Flagstaff<F>,
  path: string | URL,
  options?: SeedOptions,
): Promise<Seeding> {
  const file = readPath('seedFrom', path);
  const { follow, actor, onRecover } = readSeedOptions(options, basename(file));
  const management = manage(flagstaff);
  const copyOf = (ids: Iterable<DocumentId>, wanted: Documents, keepForeign: boolean): Copy => ({
    ids,
    wanted,
    actor,
    comment: `copied from ${basename(file)}`,
    keepForeign,
  });
  if (!follow) {
    const wanted = documentsById(await readDocuments(file));
    await copyDocuments(management, copyOf(wanted.keys(), wanted, true));
    return { close: async () => undefined };
  }

  const storage = fileStorage({ path: file });
  const queue = createSerialQueue();
  const backoff = createBackoff(RETRY);
  const pending = new Set<DocumentId>();
  let seen: Documents | undefined;
  let copiedOnce = false;
  let fault: string | undefined;
  let cancelRetry: () => void = () => undefined;
  let closed = false;

  async function read(): Promise<Documents | undefined> {
    try {
      const wanted = documentsById(await readDocuments(file));
      if (fault !== undefined) inBackground(() => onRecover?.());
      fault = undefined;
      return wanted;
    } catch (error) {
      if (!isFlagstaffError(error)) throw error;
      if (fault !== error.message) flagstaff.reportError(error);
      fault = error.message;
      return undefined;
    }
  }

  async function copy(): Promise<void> {
    if (closed) return;
    const wanted = await read();
    if (wanted === undefined) return;
    for (const id of differingIds(seen ?? new Map(), wanted)) pending.add(id);
    seen = wanted;
    const refused = await copyAccepted(management, copyOf(pending, wanted, !copiedOnce));
    copiedOnce = true;
    pending.clear();
    // Tried again with the next edit, which may add what they reference.
    for (const [id, error] of refused) {
      pending.add(id);
      flagstaff.reportError(rejected(file, id, error));
    }
    backoff.reset();
  }

  /** Copies what differs. If the store fails, tries again later: the edit must not be lost. */
  function enqueue(): Promise<void> {
    cancelRetry();
    return queue.run(copy).catch((error: unknown) => {
      if (!isFlagstaffError(error)) {
        stop();
        throw error;
      }
      if (closed || error.code === 'CLOSED') return stop();
      flagstaff.reportError(error);
      cancelRetry = startTimer(() => inBackground(enqueue), backoff.next());
    });
  }

  function stop(): void {
    closed = true;
    cancelRetry();
    inBackground(() => storage.close?.());
  }

  // Watched before the first read, so that no edit falls between them.
  await storage.watch(() => inBackground(enqueue));
  await enqueue();
  return {
    async close() {
      stop();
      await queue.run(async () => undefined);
    },
  };
}

function rejected(file: string, id: DocumentId, { code, message, issues }: FlagstaffError): FlagstaffError {
  const name = id.startsWith('#:') ? 'a document without kind and key' : id;
  return new FlagstaffError(
    code,
    `${file}: ${name} was not copied. ${message}`,
    issues === undefined ? {} : { issues },
  );
}

function readSeedOptions(
  options: SeedOptions | undefined,
  name: string,
): { readonly follow: boolean; readonly actor: string; readonly onRecover: SeedOptions['onRecover'] } {
  const given = readOptions('seedFrom: the options', options, { follow: true, actor: true, onRecover: true });
  const { follow = false, actor = name, onRecover } = given;
  if (typeof follow !== 'boolean')
    throw invalidOptions(`seedFrom: follow must be true or false. It is ${described(follow)}.`);
  if (typeof actor !== 'string') throw invalidOptions(`seedFrom: actor must be text. It is ${described(actor)}.`);
  if (onRecover !== undefined && typeof onRecover !== 'function') {
    throw invalidOptions(`seedFrom: onRecover must be a function. It is ${described(onRecover)}.`);
  }
  return { follow, actor, onRecover };
}
