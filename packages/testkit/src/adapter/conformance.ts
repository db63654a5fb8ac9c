import assert from 'node:assert/strict';
import { withFixture } from './fixture.ts';
import type { AdapterConformanceOptions } from './options.ts';
import { THEMES } from './themes/index.ts';
import { naming } from './themes/naming.ts';
import { proxies } from './themes/proxies.ts';

/** The size of a run, for callers that assert on it. */
export interface AdapterConformanceReport {
  /** Number of cases registered with the runner. */
  readonly cases: number;
}

/** A suite with fewer cases has lost some. */
const MIN_CASES = 86;

/**
 * Tests an adapter against a real server. Registers one test per case with the caller's runner. An unexpected client error, framework
 * error or unhandled rejection fails a case.
 *
 * @example
 * const start = (scenario: AdapterScenario) => appOf(scenario).listen(0, '127.0.0.1');
 * adapterConformance({ name: 'express', describe, it, start, adapter: { flags, requireFlag, byVariant } });
 */
export function adapterConformance(options: AdapterConformanceOptions): AdapterConformanceReport {
  // Counted before anything runs: runners differ in when they call the callback of `describe`.
  const themes = [
    ...THEMES,
    ...(options.trustsProxies === false ? [] : [proxies]),
    ...(options.adapter === undefined ? [] : [naming(options.adapter)]),
  ];
  const cases = themes.reduce((sum, theme) => sum + theme.cases.length, 0);
  assert.ok(cases >= MIN_CASES, `the suite has at least ${MIN_CASES} cases, not ${cases}`);

  options.describe(`adapter conformance: ${options.name}`, () => {
    for (const theme of themes) {
      options.describe(theme.name, () => {
        for (const each of theme.cases)
          options.it(each.title, () => withFixture(options, (fixture) => each.run(fixture)));
      });
    }
  });
  return { cases };
}
