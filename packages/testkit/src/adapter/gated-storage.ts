import type { Document } from '@flagstaff/core';
import type { StorageBackend } from '@flagstaff/core/storage';
import { createMemoryStorage } from '@flagstaff/core/storage';

/** A store whose calls wait until it is opened. */
export interface GatedStorage {
  readonly storage: StorageBackend;
  readonly open: () => void;
}

export function gatedStorage(documents: readonly Document[]): GatedStorage {
  const memory = createMemoryStorage({ documents });
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return {
    open: () => open(),
    storage: {
      ...memory,
      name: 'gated',
      get: (id) => opened.then(() => memory.get(id)),
      list: () => opened.then(() => memory.list()),
      snapshot: () => opened.then(() => memory.snapshot()),
      revision: () => opened.then(() => memory.revision()),
    },
  };
}
