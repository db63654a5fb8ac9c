import type { Document, FlagstaffErrorCode, FlagstaffOptions } from '@flagstaff/core';
import type { AdapterScenario, AnyFlagstaff } from './scenario.ts';

/** The tools of a case. Everything that it opens is closed after it. */
export interface AdapterFixture {
  /** Creates a client that has loaded these documents. */
  readonly client: (documents: readonly Document[]) => Promise<AnyFlagstaff>;
  /** Creates a client that may still be loading. */
  readonly unreadyClient: (options: FlagstaffOptions) => AnyFlagstaff;
  /** Serves an app. Resolves to its URL. */
  readonly serve: (scenario: Omit<AdapterScenario, 'onError'>) => Promise<string>;
  /** Serves an app that leaves errors to the framework. Resolves to its URL. */
  readonly serveWithoutErrorHandling: (scenario: Omit<AdapterScenario, 'onError'>) => Promise<string>;
  /** Returns and clears the codes of the errors that clients emitted. Errors that are not taken fail the case. */
  readonly takeProblems: () => FlagstaffErrorCode[];
  /** Returns and clears the messages of the errors that reached the framework's error handling. Errors that are not taken fail the case. */
  readonly takeErrors: () => string[];
  /** Returns the text of every error that clients emitted, to check what it must not contain. */
  readonly reports: () => string;
  /** Scales a number of repetitions by the option `scale`. Returns at least 2. */
  readonly times: (count: number) => number;
}

export type AdapterCaseBody = (fixture: AdapterFixture) => Promise<void>;

/** One requirement on an adapter. */
interface AdapterCase {
  readonly title: string;
  readonly run: AdapterCaseBody;
}

/** The cases about one topic. */
export interface AdapterTheme {
  readonly name: string;
  readonly cases: readonly AdapterCase[];
}

/** Creates a theme from its cases by title. */
export function theme(name: string, bodies: { readonly [title: string]: AdapterCaseBody }): AdapterTheme {
  return { name, cases: Object.entries(bodies).map(([title, run]) => ({ title, run })) };
}
