import type { Capability, StorageBackend } from '@flagstaff/core/storage';

/** The `describe` and `it` of vitest, node:test, mocha or jest. */
export interface TestRunner {
  readonly describe: (title: string, body: () => void) => unknown;
  readonly it: (title: string, body: () => Promise<void>) => unknown;
}

/** A capability that the backend does not have, and why. */
export interface DeclaredGap {
  readonly capability: Capability;
  readonly reason: string;
}

export interface StorageConformanceOptions extends TestRunner {
  /** For titles: `redis`, `drizzle on sqlite`. */
  readonly name: string;
  /** A backend on an empty store that nobody else uses. Called for each case. */
  readonly create: () => StorageBackend | Promise<StorageBackend>;
  /** Another backend on the same store, as a second process would have. Default: the same backend, which two clients share. */
  readonly reopen?: (storage: StorageBackend) => StorageBackend | Promise<StorageBackend>;
  /** Clears away a backend and its data; called for what `create` and `reopen` gave, closed or not. Default: closes it. */
  readonly destroy?: (storage: StorageBackend) => unknown;
  /** What the backend cannot do. A gap that is not real fails, and so does a missing capability that is not declared. */
  readonly skip?: readonly DeclaredGap[];
  /** Multiplies the repetitions of the cases that race. Default 1; a slow backend may give less. No case is left out. */
  readonly scale?: number;
}
