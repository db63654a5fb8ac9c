import assert from 'node:assert/strict';
import { withFixture } from './fixture.ts';
import type { AdapterConformanceOptions } from './options.ts';
import { THEMES } from './themes/index.ts';

/** What a run of the suite was made of, for a caller that wants to hold it to a number. */
export interface AdapterConformanceReport {
  /** Cases handed to the runner. */
  readonly cases: number;
}

/** A suite that asks less has lost its cases. */
const MIN_CASES = 84;

/**
 * The suite that every adapter passes, against a real server: hands one test per case to the caller's runner. A problem, an error
 * or an unhandled rejection that a case does not expect fails it.
 *
 * @example
 * adapterConformance({ name: 'express', describe, it, start: (scenario) => appOf(scenario).listen(0, '127.0.0.1') });
 */
export function adapterConformance(options: AdapterConformanceOptions): AdapterConformanceReport {
  // Counted before anything runs: runners differ in when they call what `describe` is given.
  const cases = THEMES.reduce((sum, theme) => sum + theme.cases.length, 0);
  assert.ok(cases >= MIN_CASES, `the suite has at least ${MIN_CASES} cases, not ${cases}`);

  options.describe(`adapter conformance: ${options.name}`, () => {
    for (const theme of THEMES) {
      options.describe(theme.name, () => {
        for (const each of theme.cases)
          options.it(each.title, () => withFixture(options, (fixture) => each.run(fixture)));
      });
    }
  });
  return { cases };
}
