import assert from 'node:assert/strict';
import { loadCases } from './load.ts';
import type { EvaluationCase, ExpectedAnswer } from './types.ts';

/** A case with the content of its store. */
export interface AskedCase extends EvaluationCase {
  /** The same list for all cases that share it, so that an entry point can cache by it. */
  readonly documents: readonly unknown[];
}

/** An entry point that evaluates flags, and the test runner for the cases. */
export interface Door {
  /** Used in titles and the printed count. */
  readonly name: string;
  /** Asks one case in so many: another test asks all of them in the same way. Defaults to 1. */
  readonly oneIn?: number;
  /** Evaluates the flag. Only value, variant, reason and error code of the result count. */
  readonly answer: (asked: AskedCase) => ExpectedAnswer | Promise<ExpectedAnswer>;
  readonly runner: {
    readonly describe: (title: string, body: () => void) => void;
    readonly it: (title: string, body: () => Promise<void>) => void;
    readonly afterAll: (body: () => void) => void;
  };
}

/** Registers one test per case of `spec/cases`, and prints the number of passed cases. */
export function everyCase({ name: door, answer, runner, oneIn = 1 }: Door): { readonly cases: number } {
  const files = loadCases();
  let answered = 0;
  let found = 0;
  runner.describe(`evaluation cases through ${door}`, () => {
    for (const { name, documents, cases } of files) {
      for (const given of cases) {
        found += 1;
        if (found % oneIn !== 0) continue;
        runner.it(`${name}: ${given.title}`, async () => {
          assert.deepStrictEqual(answerOf(await answer({ documents, ...given })), given.expect);
          answered += 1;
        });
      }
    }
    // oxlint-disable-next-line no-console -- prints the count
    runner.afterAll(() => console.log(`spec/cases through ${door}: ${answered}`));
  });
  return { cases: files.reduce((total, { cases }) => total + cases.length, 0) };
}

/** Returns the parts of a result that cases specify. */
function answerOf(details: ExpectedAnswer): ExpectedAnswer {
  return {
    value: details.value,
    ...(details.variant === undefined ? {} : { variant: details.variant }),
    reason: details.reason,
    ...(details.errorCode === undefined ? {} : { errorCode: details.errorCode }),
  };
}
