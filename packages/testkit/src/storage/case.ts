import type { Capability, FullStorageBackend } from '@flagstaff/core/storage';

/** The tools of a case: its own store, removed when the case ends. */
export interface StorageFixture {
  /** Typed with all capabilities: a case runs only when the ones that it needs are available. */
  readonly storage: FullStorageBackend;
  /** Opens another backend on the same data, or the same backend when it cannot be opened twice. */
  readonly second: () => Promise<FullStorageBackend>;
  /** Scales a number of repetitions by the option `scale`. Returns at least 2. */
  readonly times: (count: number) => number;
}

export type CaseBody = (fixture: StorageFixture) => Promise<void>;

/** One requirement on a backend. */
export interface StorageCase {
  readonly title: string;
  /** Capabilities beyond the four required methods. */
  readonly needs: readonly Capability[];
  readonly run: CaseBody;
}

/** The cases about one topic. */
export interface Theme {
  readonly name: string;
  readonly cases: readonly StorageCase[];
}

/** Creates cases by title that need the same capabilities. */
export function cases(needs: readonly Capability[], bodies: { readonly [title: string]: CaseBody }): StorageCase[] {
  return Object.entries(bodies).map(([title, run]) => ({ title, needs, run }));
}
