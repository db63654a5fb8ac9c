import { serve } from '@hono/node-server';
import type { AdapterScenario } from '@flagstaff/testkit/adapter';
import type { Server } from 'node:http';
import { appOf } from './app.ts';

/** Serves the conformance suite's apps with Hono on Node. */
export function start(scenario: AdapterScenario): Server {
  return serve({ fetch: appOf(scenario).fetch, port: 0, hostname: '127.0.0.1' }) as Server;
}
