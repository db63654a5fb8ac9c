import { runProcess, runWorker } from './runtimes/run.ts';
import type { Report } from './runtimes/suite/runner.ts';
import { expect, it } from 'vitest';

it.each<[name: string, run: () => Promise<Report>]>([
  ['Bun', () => runProcess('bun')],
  ['Deno', () => runProcess('deno')],
  ['workerd', runWorker],
])('everything that runs at the edge runs on %s', { timeout: 240_000 }, async (_name, run) => {
  const { runtime, passed, failures } = await run();
  // oxlint-disable-next-line no-console -- the count is there to be read
  console.log(`${runtime}: ${passed} passed, ${failures.length} failed`);
  expect(failures).toEqual([]);
  // The adapter's conformance, and the evaluation cases through three doors.
  expect(passed).toBeGreaterThan(3_400);
});
