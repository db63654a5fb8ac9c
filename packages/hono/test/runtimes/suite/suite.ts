import { count, everyCase } from '@flagstaff/spec';
import { oneCaseIn } from './one-case-in.ts';
import { adapterConformance } from '@flagstaff/testkit/adapter';
import type { AdapterConformanceOptions } from '@flagstaff/testkit/adapter';
import { DOORS } from './doors.ts';
import { overHttp } from './over-http.ts';
import type { Serve } from './over-http.ts';
import { createRunner } from './runner.ts';
import type { Report } from './runner.ts';

export interface Servers {
  /** Serves an app of the adapter. */
  readonly start: AdapterConformanceOptions['start'];
  /** Serves a handler. */
  readonly serve: Serve;
}

/** The Hono adapter's conformance, documents over HTTP and the evaluation cases, on the calling runtime. */
export function runSuite(runtime: string, { start, serve }: Servers): Promise<Report> {
  const runner = createRunner();
  const { describe, it } = runner;
  overHttp(runner, serve);
  adapterConformance({ name: `Hono on ${runtime}`, describe, it, start, trustsProxies: false, scale: count(0.1, 1) });
  for (const [name, answer] of DOORS)
    everyCase({ name: `${name} on ${runtime}`, runner, answer, oneIn: oneCaseIn(name) });
  return runner.run(runtime);
}
