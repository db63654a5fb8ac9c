import { everyCase } from '@flagstaff/spec';
import { adapterConformance } from '@flagstaff/testkit';
import type { AdapterConformanceOptions } from '@flagstaff/testkit';
import { DOORS } from './doors.ts';
import { createRunner } from './runner.ts';
import type { Report } from './runner.ts';

/** The Hono adapter's conformance and the evaluation cases, on the runtime that calls. */
export function runSuite(runtime: string, start: AdapterConformanceOptions['start']): Promise<Report> {
  const runner = createRunner();
  const { describe, it } = runner;
  adapterConformance({ name: `Hono on ${runtime}`, describe, it, start });
  for (const [name, answer] of DOORS) everyCase({ name: `${name} on ${runtime}`, runner, answer });
  return runner.run(runtime);
}
