import type { Capability, StorageBackend } from '@flagstaff/core/storage';

/** The `describe` and `it` of vitest, node:test, mocha or jest. */
export interface TestRunner {
  /** Groups cases. */
  readonly describe: (title: string, body: () => void) => unknown;
  /** Defines a case. */
  readonly it: (title: string, body: () => Promise<void>) => unknown;
}

/** A capability that the backend lacks, and why. */
export interface DeclaredGap {
  /** The missing method of the port. */
  readonly capability: Capability;
  /** Why it is missing. Printed in titles. */
  readonly reason: string;
}

/** The options of `storageConformance`. */
export interface StorageConformanceOptions extends TestRunner {
  /** Used in titles: `redis`, `drizzle on sqlite`. */
  readonly name: string;
  /** Creates a backend on an empty store of its own. Called for each case. */
  readonly create: () => StorageBackend | Promise<StorageBackend>;
  /** Opens another backend on the same store, as a second process would. Omit to share one backend between two clients. */
  readonly reopen?: ((storage: StorageBackend) => StorageBackend | Promise<StorageBackend>) | undefined;
  /** Removes a backend and its data. Called for everything from `create` and `reopen`, closed or not. Omit to only close it. */
  readonly destroy?: ((storage: StorageBackend) => unknown) | undefined;
  /** Capabilities that the backend lacks. An undeclared gap fails, and so does a declared gap that is not real. */
  readonly skip?: readonly DeclaredGap[] | undefined;
  /** Multiplies the repetitions of race cases. Lower it for a slow backend; no case is skipped. Defaults to 1. */
  readonly scale?: number | undefined;
}
