import { loadCases } from '@flagstaff/spec';
import { runProcess, runWorker } from './runtimes/run.ts';
import { oneCaseIn } from './runtimes/suite/one-case-in.ts';
import type { Report } from './runtimes/suite/runner.ts';
import { expect, it } from 'vitest';

it.each<[name: string, run: () => Promise<Report>]>([
  ['Bun', () => runProcess('bun')],
  ['Deno', () => runProcess('deno')],
  ['workerd', runWorker],
])('everything that runs at the edge runs on %s', { timeout: 240_000 }, async (_name, run) => {
  const { runtime, passed, passedIn, failures } = await run();
  console.log(`${runtime}: ${passed} passed, ${failures.length} failed`);
  expect(failures).toEqual([]);
  // Runs evaluation cases through four entry points, the adapter's conformance suite, and documents over HTTP.
  const cases = loadCases().reduce((total, { cases: { length } }) => total + length, 0);
  let others = passed;
  for (const door of ['core', 'OpenFeature', 'OFREP', 'a relay']) {
    const answered = passedIn[`evaluation cases through ${door} on ${runtime}`];
    console.log(`spec/cases through ${door} on ${runtime}: ${answered}`);
    expect(answered).toBe(Math.floor(cases / oneCaseIn(door)));
    others -= answered!;
  }
  expect(others).toBeGreaterThanOrEqual(91);
});
