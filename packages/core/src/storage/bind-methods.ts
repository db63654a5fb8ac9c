import { CAPABILITIES } from './capabilities.ts';
import { CHANGES_BETWEEN } from './changes-between.ts';
import type { RelayedBackend } from './changes-between.ts';
import type { StorageBackend } from './port.ts';
import { transactionsOf } from './transactions.ts';

/** Returns the methods bound to a new object, so that they can be passed around: a backend may be a class instance. */
export function bindMethods(storage: StorageBackend): StorageBackend {
  const methods = Object.fromEntries(
    (['get', 'set', 'delete', 'list', ...CAPABILITIES, 'time', 'warnings', CHANGES_BETWEEN] as const).flatMap(
      (method) => {
        const own = bindMethod(storage, method);
        return own === undefined ? [] : [[method, own]];
      },
    ),
  );
  return {
    name: storage.name,
    ...(storage.connectTimeoutMs !== undefined && { connectTimeoutMs: storage.connectTimeoutMs }),
    ...(methods as Pick<StorageBackend, 'get' | 'set' | 'delete' | 'list'>),
    ...transactionsOf(storage),
  };
}

/** Returns a bound method of a backend. Undefined when the backend lacks it. */
export function bindMethod<M extends keyof RelayedBackend>(
  storage: RelayedBackend,
  method: M,
): RelayedBackend[M] | undefined {
  const own: unknown = storage[method];
  return typeof own === 'function' ? (own.bind(storage) as RelayedBackend[M]) : undefined;
}
