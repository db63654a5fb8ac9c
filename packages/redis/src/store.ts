// Docs: docs/storage.md
import { checkArguments, deleteThroughCommit, FlagstaffError, setThroughCommit } from '@flagstaff/core/storage';
import type { FullStorageBackend, Lifetime } from '@flagstaff/core/storage';
import { createCommitter } from './commit.ts';
import { createConnection, texts } from './connection.ts';
import { driverForClient, driverForUrl } from './driver.ts';
import { storageError, storeLost } from './errors.ts';
import { documentField, HEAD_FIELDS, keysOf, parseHead, parseSlot, versionField } from './layout.ts';
import { readHistory } from './history.ts';
import { readChanges } from './log.ts';
import type { ReadLog } from './log.ts';
import { createMembers } from './members.ts';
import { parseOptions } from './options.ts';
import type { RedisStorageOptions } from './options.ts';
import { createRemarks } from './remarks.ts';
import { openSession } from './session.ts';
import type { Session } from './session.ts';
import { createWatcher } from './watch.ts';
import { headOf, readWhole } from './whole-load.ts';

/**
 * Stores flags in Redis 6.2 or later: a single server, Sentinel, or a cluster.
 *
 * Connects on first use.
 *
 * @throws {FlagstaffError} INVALID_OPTIONS when an option is invalid.
 * @example
 * const flagstaff = createFlagstaff({ storage: redisStorage({ url: 'redis://localhost:6379/0' }) });
 */
export function redisStorage(options: RedisStorageOptions): FullStorageBackend {
  const { source, prefix, historyLimit, timeoutMs, loadTimeoutMs, connectTimeoutMs } = parseOptions(options);
  const keys = keysOf(prefix);
  const driver = 'client' in source ? driverForClient(source.client) : driverForUrl(source.address);
  const open = (lifetime: Lifetime): Promise<Session> => openSession(driver, connectTimeoutMs, lifetime);
  const connection = createConnection(open);
  const watcher = createWatcher({
    open: driver.sharesSocket ? connection.session : open,
    isShared: driver.sharesSocket,
    channel: keys.channel,
    timeoutMs,
  });
  let closed = false;

  const readData = async (args: readonly string[], deadlineMs: number): Promise<readonly (string | null)[]> =>
    texts(await connection.send({ key: keys.data, args, deadlineMs, repeatable: true }), keys.data);
  const readLog: ReadLog = (args) =>
    // The first argument of each of these commands is its key.
    connection.send({ key: args[1] ?? keys.log, args, deadlineMs: loadTimeoutMs, repeatable: true });
  const commit = createCommitter({
    connection,
    readLog,
    keys,
    historyLimit,
    loadTimeoutMs,
    repeats: driver.repairs,
  });

  /** Runs a task and converts its failures to errors for the caller. */
  const attempt = async <T>(what: 'read' | 'members', key: string, task: () => Promise<T>): Promise<T> => {
    try {
      return await task();
    } catch (error) {
      if (closed) throw new FlagstaffError('CLOSED', 'Redis: the storage backend was closed. Create another one.');
      throw storageError(error, { what, key });
    }
  };
  const reading = <T>(key: string, read: () => Promise<T>): Promise<T> => attempt('read', key, read);

  const readHead = async (): ReturnType<FullStorageBackend['revision']> =>
    parseHead(await readData(['HMGET', keys.data, ...HEAD_FIELDS], timeoutMs), keys.data);

  const readHash = (): Promise<readonly (string | null)[]> => readData(['HGETALL', keys.data], loadTimeoutMs);

  /** Rejects when parts of a store exist without a revision. A first commit writes the log and the hash in one step. */
  const refuseLost = async (): Promise<void> => {
    const commits = await readLog(['XREVRANGE', keys.log, '+', '-', 'COUNT', '1']);
    const hash = await readHash();
    if (headOf(keys.data, hash) === undefined && commits.length + hash.length > 0) throw storeLost(keys);
  };

  const snapshot: FullStorageBackend['snapshot'] = () =>
    reading(keys.data, async () => {
      const settings = { key: keys.data, deadlineMs: loadTimeoutMs, repeatable: true };
      const found = await readWhole({
        key: keys.data,
        send: (args) => connection.send({ ...settings, args }),
        countFields: () => connection.count({ ...settings, args: ['HLEN', keys.data] }),
        readHead,
        readHash,
      });
      if (found.revision === undefined) await refuseLost();
      return found;
    });

  return checkArguments({
    name: 'redis',
    connectTimeoutMs,
    get: (id) =>
      reading(keys.data, async () => {
        const args = ['HMGET', keys.data, documentField(id), versionField(id)];
        const [text = null, version = null] = await readData(args, timeoutMs);
        return parseSlot(id, text, version).document;
      }),
    set: (document, writeOptions) => setThroughCommit(commit, document, writeOptions),
    delete: (id, writeOptions) => deleteThroughCommit(commit, id, writeOptions),
    list: async () => [...(await snapshot()).documents],
    snapshot,
    commit,
    changes: (since) =>
      reading(keys.log, async () => {
        const head = await readHead();
        return head === undefined ? undefined : readChanges(readLog, keys, { since, head });
      }),
    revision: () =>
      reading(keys.data, async () => {
        const head = await readHead();
        if (head === undefined) await refuseLost();
        return head;
      }),
    watch: (onChange, onHealth) => watcher.watch(onChange, onHealth),
    history: (query) => reading(keys.log, () => readHistory({ read: readLog, keys, readHead }, query)),
    ...createMembers({ connection, keys, timeoutMs, loadTimeoutMs, attempt }),
    ...createRemarks({ connection, keys, timeoutMs, reading }),
    async close() {
      closed = true;
      watcher.close();
      connection.close();
    },
  });
}
