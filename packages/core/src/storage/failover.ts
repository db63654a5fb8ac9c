// Docs: docs/storage.md
import { FlagstaffError } from '../model/error.ts';
import { checkBackend } from './backend.ts';
import { bindMethod } from './bind-methods.ts';
import { checkArguments } from './check-arguments.ts';
import type { StorageBackend } from './port.ts';

/** Milliseconds that the primary has for a read: less than whoever reads through the pair gives both of them. */
const PATIENCE = 450;

/**
 * Reads come from the primary, or from the secondary while the primary fails or keeps silent; writes go to the primary alone,
 * since two stores that both accept writes would part ways. The secondary should be a copy of the primary (a replica, an
 * export): of another store, a follower makes sure for about two seconds before it believes it, and again on the way back.
 *
 * Has the reading capabilities that both have, and the primary's writes and notifications. Throws `INVALID_OPTIONS`.
 */
export function failover(primary: StorageBackend, secondary: StorageBackend): StorageBackend {
  checkBackend('failover: the primary', primary);
  checkBackend('failover: the secondary', secondary);
  const name = `failover(${primary.name},${secondary.name})`;
  let closed = false;

  /** Said by the pair itself: one of the two may have nothing to close, and would go on answering. */
  function checkOpen(): void {
    if (closed) throw new FlagstaffError('CLOSED', `The storage backend ${name} was closed.`);
  }

  async function read<T>(one: () => Promise<T>, other: () => Promise<T>): Promise<T> {
    checkOpen();
    try {
      return await within(PATIENCE, one);
    } catch (error) {
      try {
        return await other();
      } catch {
        // What the primary says is what somebody has to act on.
        throw error;
      }
    }
  }

  /** A method that takes what it is given to the one or the other; undefined unless both have it. */
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

  /** A method of the primary's, as long as the pair is open. */
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

/** A task that throws at once counts as one that rejects: otherwise nothing would handle the rejection of `silence`. */
async function settled<T>(task: () => Promise<T>): Promise<T> {
  return task();
}
