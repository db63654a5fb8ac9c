import type { Document, FlagstaffErrorCode, FlagstaffOptions } from '@flagstaff/core';
import type { AdapterScenario, AnyFlagstaff } from './scenario.ts';

/** What a case has to work with; everything that it opens is closed after it. */
export interface AdapterFixture {
  /** A client that has loaded these documents. */
  readonly client: (documents: readonly Document[]) => Promise<AnyFlagstaff>;
  /** A client that may still be loading. */
  readonly unreadyClient: (options: FlagstaffOptions) => AnyFlagstaff;
  /** Serves an app; resolves to its URL. */
  readonly serve: (scenario: Omit<AdapterScenario, 'onError'>) => Promise<string>;
  /** The codes of the problems that clients told since this was last asked. Those never asked for fail the case. */
  readonly takeProblems: () => FlagstaffErrorCode[];
  /** The messages of the errors that reached the framework's error handling. Those never asked for fail the case. */
  readonly takeErrors: () => string[];
  /** The text of all that clients told, for what it must not repeat. */
  readonly told: () => string;
}

export type AdapterCaseBody = (fixture: AdapterFixture) => Promise<void>;

/** One promise that an adapter keeps. */
export interface AdapterCase {
  readonly title: string;
  readonly run: AdapterCaseBody;
}

/** The cases about one thing. */
export interface AdapterTheme {
  readonly name: string;
  readonly cases: readonly AdapterCase[];
}

/** A theme, its cases by title. */
export function theme(name: string, bodies: { readonly [title: string]: AdapterCaseBody }): AdapterTheme {
  return { name, cases: Object.entries(bodies).map(([title, run]) => ({ title, run })) };
}
