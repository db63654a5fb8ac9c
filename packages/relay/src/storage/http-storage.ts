// Docs: docs/relay.md
import { CHANGES_BETWEEN, checkArguments, claimedId } from '@flagstaff/core/storage';
import type { CommitDelta, Revision, Snapshot, StorageBackend } from '@flagstaff/core/storage';
import { CHANGES_PATH, DOCUMENTS_PATH, HEAD_PATH, revisionId } from '../protocol.ts';
import { createCalls } from './calls.ts';
import { describeStatus, faultsAt } from './errors.ts';
import { parseOptions } from './options.ts';
import type { HttpStorageOptions } from './options.ts';
import { parseCommits, parseHead, parseSnapshot, readBody } from './read-body.ts';
import { createWatcher } from './watch.ts';

/** A read-only backend over HTTP. Has `watch` unless `events` is false. */
export type HttpStorage = StorageBackend &
  Required<Pick<StorageBackend, 'snapshot' | 'revision' | 'changes' | 'commit' | 'close'>>;

/** Maximum size of a head in bytes. */
const MAX_HEAD = 16_384;

/** Milliseconds for which the revision that was read counts as the current one. */
const CURRENT_MS = 1_000;

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
  /** The revision of the latest event. The next read of the revision is answered with it: a cache may not have it yet. */
  let announced: Revision | undefined;
  /** The last revision that was read. */
  let head: { readonly revision: Revision; readonly at: number } | undefined;
  const watcher =
    silenceMs === undefined
      ? undefined
      : createWatcher({ calls, fault, timeoutMs, silenceMs, onRevision: (revision) => (announced = revision) });

  /** Requests a path, and reads a response with the status 200 or one of `expected`. */
  async function ask<T>(path: string, { ms, read, expected = [] }: Asking<T>): Promise<T> {
    const call = calls.open();
    try {
      return await call.within(ms, async () => {
        const response = await call.send(path);
        if (response.status === 200 || expected.includes(response.status)) return read(response);
        await response.body?.cancel();
        throw fault('STORAGE_UNAVAILABLE', describeStatus(response.status));
      });
    } finally {
      call.end();
    }
  }

  async function revision(): Promise<Revision | undefined> {
    let seen = announced;
    announced = undefined;
    // After `close`, report that the storage is closed.
    if (seen !== undefined) calls.open().end();
    else {
      const options = { maxBytes: MAX_HEAD, fault, parse: parseHead, what: 'its revision' };
      seen = (await ask(HEAD_PATH, { ms: timeoutMs, read: (response) => readBody(response, options) })) ?? undefined;
    }
    head = seen && { revision: seen, at: performance.now() };
    return seen;
  }

  async function snapshot(): Promise<Snapshot> {
    const known = head;
    head = undefined;
    const options = { maxBytes, fault, parse: parseSnapshot, what: 'a revision and its documents' };
    const read = (response: Response): Promise<Snapshot> => readBody(response, options);
    const found =
      known !== undefined && performance.now() - known.at < CURRENT_MS
        ? await ask(`${DOCUMENTS_PATH}/${revisionId(known.revision)}`, {
            ms: loadTimeoutMs,
            expected: [404],
            read: (response) => (response.status === 404 ? discard(response, undefined) : read(response)),
          })
        : undefined;
    return found ?? ask(DOCUMENTS_PATH, { ms: loadTimeoutMs, read });
  }

  async function changes(since: Revision): Promise<readonly CommitDelta[] | undefined> {
    const until = head && head.revision.token !== since.token ? head.revision : await revision();
    if (until?.epoch !== since.epoch) return undefined;
    if (until.token === since.token) return [];
    return changesBetween(revisionId(since), revisionId(until));
  }

  async function changesBetween(since: string, until: string): Promise<readonly CommitDelta[] | undefined> {
    const options = { maxBytes, fault, parse: parseCommits, what: 'changes' };
    return ask(`${CHANGES_PATH}/${since}/${until}`, {
      ms: loadTimeoutMs,
      expected: [404, 409, 410],
      async read(response) {
        if (response.status === 200) return readBody(response, options);
        // 409: another relay announced the revision, and this one has yet to read it. A later poll finds it.
        return discard(response, response.status === 409 ? [] : undefined);
      },
    });
  }

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
    changes,
    [CHANGES_BETWEEN]: changesBetween,
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

interface Asking<T> {
  /** Milliseconds for the whole response. */
  readonly ms: number;
  readonly read: (response: Response) => Promise<T>;
  /** Statuses to read besides 200. Any other rejects. Defaults to none. */
  readonly expected?: readonly number[];
}

async function discard<T>(response: Response, result: T): Promise<T> {
  await response.body?.cancel();
  return result;
}
