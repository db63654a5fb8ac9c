import { serve } from '@hono/node-server';
import type { AdapterScenario } from '@flagstaff/testkit/adapter';
import type { Hono } from 'hono';
import type { Server } from 'node:http';
import { appOf } from './app.ts';

/** Serves the conformance suite's apps with one version of Hono on Node. */
export function startWith(version: typeof Hono): (scenario: AdapterScenario) => Server {
  return (scenario) => serve({ fetch: appOf(scenario, version).fetch, port: 0, hostname: '127.0.0.1' }) as Server;
}
