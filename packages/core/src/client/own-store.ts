import { CAPABILITIES } from '../storage/capabilities.ts';
import type { FirstCommit, FullStorageBackend } from '../storage/memory/memory-storage.ts';
import { rareParts } from './load-rare-parts.ts';

type Method = Exclude<keyof FullStorageBackend, 'name' | 'connectTimeoutMs' | 'time' | 'warnings'>;

const METHODS: readonly Method[] = ['get', 'set', 'delete', 'list', ...CAPABILITIES];

/**
 * Creates the store in memory of a client without a storage option. Its code loads when a method is first called: a client with a
 * storage option never needs it.
 *
 * @param first The bootstrap documents. Undefined for an empty store.
 */
export function createOwnStore(first: FirstCommit | undefined): FullStorageBackend {
  let storage: FullStorageBackend | undefined;
  const methods = METHODS.map((name) => {
    const call = async (...given: unknown[]): Promise<unknown> => {
      const { createUncopiedStore } = await rareParts();
      storage ??= createUncopiedStore(first);
      return Reflect.apply(storage[name], storage, given) as unknown;
    };
    return [name, call] as const;
  });
  return { name: 'memory', ...(Object.fromEntries(methods) as unknown as Pick<FullStorageBackend, Method>) };
}
