import assert from 'node:assert/strict';
import { loadCases } from './load.ts';
import type { EvaluationCase, ExpectedAnswer } from './types.ts';

/** A case with the content of the store that it is about. */
export interface AskedCase extends EvaluationCase {
  /** The same list for all cases that share it, so that a door can keep what it made for it. */
  readonly documents: readonly unknown[];
}

/** Whoever answers flags, and the test runner that holds it against the cases. */
export interface Door {
  /** For titles and the printed count. */
  readonly name: string;
  /** Asks the flag; what the answer has beyond value, variant, reason and error code does not count. */
  readonly answer: (asked: AskedCase) => ExpectedAnswer | Promise<ExpectedAnswer>;
  readonly runner: {
    readonly describe: (title: string, body: () => void) => void;
    readonly it: (title: string, body: () => Promise<void>) => void;
    readonly afterAll: (body: () => void) => void;
  };
}

/** One test for each case of `spec/cases`, and one line that says how many the door answered. */
export function everyCase({ name: door, answer, runner }: Door): { readonly cases: number } {
  const files = loadCases();
  let answered = 0;
  runner.describe(`evaluation cases through ${door}`, () => {
    for (const { name, documents, cases } of files) {
      for (const given of cases) {
        runner.it(`${name}: ${given.title}`, async () => {
          assert.deepStrictEqual(answerOf(await answer({ documents, ...given })), given.expect);
          answered += 1;
        });
      }
    }
    // oxlint-disable-next-line no-console -- the count is there to be read
    runner.afterAll(() => console.log(`spec/cases through ${door}: ${answered}`));
  });
  return { cases: files.reduce((total, { cases }) => total + cases.length, 0) };
}

/** The part of an answer that cases are about. */
function answerOf(details: ExpectedAnswer): ExpectedAnswer {
  return {
    value: details.value,
    ...(details.variant === undefined ? {} : { variant: details.variant }),
    reason: details.reason,
    ...(details.errorCode === undefined ? {} : { errorCode: details.errorCode }),
  };
}
