// Docs: docs/storage.md
import { FlagstaffError } from '../model/error.ts';
import { checkBackend } from './backend.ts';
import { transactionsOf } from './transactions.ts';
import { bindMethod } from './bind-methods.ts';
import { checkArguments } from './check-arguments.ts';
import type { StorageBackend } from './port.ts';

/** Deadline of the primary for a read, in milliseconds. Shorter than the caller's deadline for both. */
const PRIMARY_DEADLINE_MS = 450;

/**
 * Combines two backends. Reads use the primary, or the secondary while the primary fails or does not respond. Writes use only
 * the primary, because two writable stores would diverge. The secondary should be a copy of the primary (a replica, an export).
 * A follower confirms another store for about two seconds before accepting it, and again when it switches back.
 *
 * Has the reading capabilities of both, and the primary's writes and notifications.
 * @throws {FlagstaffError} INVALID_OPTIONS when an argument is not a storage backend.
 */
export function failover(primary: StorageBackend, secondary: StorageBackend): StorageBackend {
  checkBackend('failover: the primary', primary);
  checkBackend('failover: the secondary', secondary);
  const name = `failover(${primary.name},${secondary.name})`;
  let closed = false;

  /** Checked here: one of the two may not implement `close`, and would keep answering. */
  function checkOpen(): void {
    if (closed) throw new FlagstaffError('CLOSED', `The storage backend ${name} is closed.`);
  }

  async function read<T>(one: () => Promise<T>, other: () => Promise<T>): Promise<T> {
    checkOpen();
    try {
      return await within(PRIMARY_DEADLINE_MS, one);
    } catch (error) {
      try {
        return await other();
      } catch {
        // Report the primary's error, which needs attention.
        throw error;
      }
    }
  }

  /** Returns a method that calls either backend. Undefined unless both have it. */
  function either<A extends unknown[], T>(
    one: ((...args: A) => Promise<T>) | undefined,
    other: ((...args: A) => Promise<T>) | undefined,
  ): ((...args: A) => Promise<T>) | undefined {
    if (one === undefined || other === undefined) return undefined;
    return (...args) =>
      read(
        () => one(...args),
        () => other(...args),
      );
  }

  /** Returns a method of the primary that rejects once the pair is closed. */
  function whileOpen<A extends unknown[], T>(
    method: ((...args: A) => Promise<T>) | undefined,
  ): ((...args: A) => Promise<T>) | undefined {
    if (method === undefined) return undefined;
    return async (...args) => {
      checkOpen();
      return method(...args);
    };
  }

  const snapshot = either(bindMethod(primary, 'snapshot'), bindMethod(secondary, 'snapshot'));
  const revision = either(bindMethod(primary, 'revision'), bindMethod(secondary, 'revision'));
  const changes = either(bindMethod(primary, 'changes'), bindMethod(secondary, 'changes'));
  const history = either(bindMethod(primary, 'history'), bindMethod(secondary, 'history'));
  const hasMembers = either(bindMethod(primary, 'hasMembers'), bindMethod(secondary, 'hasMembers'));
  const listMembers = either(bindMethod(primary, 'listMembers'), bindMethod(secondary, 'listMembers'));
  const changeMembers = whileOpen(bindMethod(primary, 'changeMembers'));
  const commit = whileOpen(bindMethod(primary, 'commit'));
  const watch = whileOpen(bindMethod(primary, 'watch'));

  return checkArguments({
    name,
    connectTimeoutMs: Math.max(primary.connectTimeoutMs ?? 0, secondary.connectTimeoutMs ?? 0),
    get: (id) =>
      read(
        () => primary.get(id),
        () => secondary.get(id),
      ),
    list: () =>
      read(
        () => primary.list(),
        () => secondary.list(),
      ),
    async set(document, options) {
      checkOpen();
      return primary.set(document, options);
    },
    async delete(id, options) {
      checkOpen();
      return primary.delete(id, options);
    },
    ...(snapshot && { snapshot }),
    ...(revision && { revision }),
    ...(changes && { changes }),
    ...(history && { history }),
    ...(hasMembers && { hasMembers }),
    ...(listMembers && { listMembers }),
    ...(changeMembers && { changeMembers }),
    ...(commit && { commit }),
    ...(watch && { watch }),
    ...transactionsOf(primary),
    async close() {
      closed = true;
      await Promise.allSettled([primary, secondary].map(async (storage) => storage.close?.()));
    },
  });
}

async function within<T>(ms: number, task: () => Promise<T>): Promise<T> {
  const signal = AbortSignal.timeout(ms);
  const silence = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
  return Promise.race([settled(task), silence]);
}

/** A task that throws synchronously rejects instead, so that the rejection of `silence` is handled. */
async function settled<T>(task: () => Promise<T>): Promise<T> {
  return task();
}
