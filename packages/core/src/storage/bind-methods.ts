import { CAPABILITIES } from './capabilities.ts';
import type { StorageBackend } from './port.ts';
import { transactionsOf } from './transactions.ts';

/** Returns the methods bound to a new object, so that they can be passed around: a backend may be a class instance. */
export function bindMethods(storage: StorageBackend): StorageBackend {
  const optional = Object.fromEntries(
    ([...CAPABILITIES, 'time', 'warnings'] as const).flatMap((method) => {
      const own = bindMethod(storage, method);
      return own === undefined ? [] : [[method, own]];
    }),
  );
  return {
    name: storage.name,
    ...(storage.connectTimeoutMs !== undefined && { connectTimeoutMs: storage.connectTimeoutMs }),
    get: storage.get.bind(storage),
    set: storage.set.bind(storage),
    delete: storage.delete.bind(storage),
    list: storage.list.bind(storage),
    ...(optional as Partial<StorageBackend>),
    ...transactionsOf(storage),
  };
}

/** Returns a bound method of a backend. Undefined when the backend lacks it. */
export function bindMethod<M extends keyof StorageBackend>(
  storage: StorageBackend,
  method: M,
): StorageBackend[M] | undefined {
  const own: unknown = storage[method];
  return typeof own === 'function' ? (own.bind(storage) as StorageBackend[M]) : undefined;
}
