// Docs: docs/relay.md
import { checkArguments, claimedId } from '@flagstaff/core/storage';
import type { Revision, Snapshot, StorageBackend } from '@flagstaff/core/storage';
import { DOCUMENTS_PATH, parseRevision, REVISION_HEADER } from '../protocol.ts';
import { createCalls } from './calls.ts';
import { describeStatus, faultsAt } from './errors.ts';
import { parseOptions } from './options.ts';
import type { HttpStorageOptions } from './options.ts';
import { parseSnapshot, readSnapshot } from './read-snapshot.ts';
import type { Copy } from './read-snapshot.ts';
import { createWatcher } from './watch.ts';

/** A read-only backend over HTTP. Has `watch` unless `events` is false. */
export type HttpStorage = StorageBackend & Required<Pick<StorageBackend, 'snapshot' | 'revision' | 'commit' | 'close'>>;

/**
 * Reads the documents that `relay()` serves elsewhere. Writes reject with `READ_ONLY`. Runs wherever `fetch` is available.
 *
 * Sends no request before its first use.
 *
 * @throws {FlagstaffError} INVALID_OPTIONS when an option is invalid.
 * @example
 * const storage = httpStorage({ url: 'https://flags.example', headers: { authorization: `Bearer ${key}` } });
 * const flagstaff = createFlagstaff({ storage });
 */
export function httpStorage(options: HttpStorageOptions): HttpStorage {
  const settings = parseOptions(options);
  const { origin, timeoutMs, loadTimeoutMs, maxBytes, silenceMs } = settings;
  const fault = faultsAt(origin);
  const calls = createCalls(settings, fault);
  const watcher = silenceMs === undefined ? undefined : createWatcher({ calls, fault, timeoutMs, silenceMs });
  let copy: Copy | undefined;

  /** Requests the documents, conditionally if there is a copy, and reads the response. */
  async function ask<T>(
    method: 'GET' | 'HEAD',
    read: (response: Response, held: Copy | undefined) => Promise<T>,
  ): Promise<T> {
    const call = calls.open();
    try {
      return await call.within(method === 'HEAD' ? timeoutMs : loadTimeoutMs, async () => {
        const held = copy;
        const headers = held?.etag === undefined ? {} : { 'if-none-match': held.etag };
        const response = await call.send(DOCUMENTS_PATH, { method, headers });
        if (response.status === 304 && held?.etag !== undefined) return read(response, held);
        if (response.status === 200) return read(response, undefined);
        await response.body?.cancel();
        throw fault('STORAGE_UNAVAILABLE', describeStatus(response.status));
      });
    } finally {
      call.end();
    }
  }

  const snapshot = (): Promise<Snapshot> =>
    ask('GET', async (response, held) => {
      // The copy was parsed before.
      if (held !== undefined) return parseSnapshot(held.text)!;
      const read = await readSnapshot(response, maxBytes, fault);
      copy = read.copy;
      return read.snapshot;
    });

  const revision = (): Promise<Revision | undefined> =>
    ask('HEAD', async ({ headers }, held) => {
      if (held !== undefined) return held.revision;
      const read = readRevision(headers.get(REVISION_HEADER));
      if (read !== undefined) return read ?? undefined;
      throw fault('STORAGE_CORRUPT', 'did not send its revision. Check `url`.');
    });

  async function refuse(): Promise<never> {
    // After `close`, report that the storage is closed.
    calls.open().end();
    throw fault('READ_ONLY', 'is read-only. Write through the origin instead.');
  }

  return checkArguments({
    name: 'http',
    async get(id) {
      const { documents } = await snapshot();
      return documents.find((document) => claimedId(document) === id);
    },
    list: async () => [...(await snapshot()).documents],
    snapshot,
    revision,
    set: refuse,
    delete: refuse,
    commit: refuse,
    ...(watcher && { watch: watcher.watch }),
    async close() {
      calls.close();
      watcher?.close();
    },
  });
}

function readRevision(text: string | null): Revision | null | undefined {
  try {
    return parseRevision(JSON.parse(text ?? ''));
  } catch {
    return undefined;
  }
}
