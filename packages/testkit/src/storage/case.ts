import type { Capability, FullStorageBackend } from '@flagstaff/core/storage';

/** What a case works with: a store of its own, gone when the case ends. */
export interface StorageFixture {
  /** Typed as having everything: a case runs only where the capabilities that it needs are there. */
  readonly storage: FullStorageBackend;
  /** Another backend on the same data; the same one where the backend cannot be opened twice. */
  readonly second: () => Promise<FullStorageBackend>;
  /** A count of repetitions, scaled as the caller asked; at least 2. */
  readonly times: (count: number) => number;
}

export type CaseBody = (fixture: StorageFixture) => Promise<void>;

/** One promise that a backend keeps. */
export interface StorageCase {
  readonly title: string;
  /** Beyond the four methods. */
  readonly needs: readonly Capability[];
  readonly run: CaseBody;
}

/** The cases about one thing. */
export interface Theme {
  readonly name: string;
  readonly cases: readonly StorageCase[];
}

/** Cases by title that need the same capabilities. */
export function cases(needs: readonly Capability[], bodies: { readonly [title: string]: CaseBody }): StorageCase[] {
  return Object.entries(bodies).map(([title, run]) => ({ title, needs, run }));
}
