import { CAPABILITIES } from './capabilities.ts';
import type { StorageBackend } from './port.ts';

/** The same methods on an object of our own, so that they can be passed on alone: a backend may be an instance of a class. */
export function bindMethods(storage: StorageBackend): StorageBackend {
  const optional = Object.fromEntries(
    ([...CAPABILITIES, 'time', 'warnings'] as const).flatMap((method) => {
      const own = bindMethod(storage, method);
      return own === undefined ? [] : [[method, own]];
    }),
  );
  return {
    name: storage.name,
    get: storage.get.bind(storage),
    set: storage.set.bind(storage),
    delete: storage.delete.bind(storage),
    list: storage.list.bind(storage),
    ...(optional as Partial<StorageBackend>),
  };
}

/** One method of a backend, bound to it; undefined when it does not have it. */
export function bindMethod<M extends keyof StorageBackend>(
  storage: StorageBackend,
  method: M,
): StorageBackend[M] | undefined {
  const own: unknown = storage[method];
  return typeof own === 'function' ? (own.bind(storage) as StorageBackend[M]) : undefined;
}
