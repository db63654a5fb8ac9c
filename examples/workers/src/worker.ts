import { env } from 'cloudflare:workers';
import { createFlagstaff } from '@flagstaff/core';
import { flags } from '@flagstaff/hono';
import type { FlagsEnv } from '@flagstaff/hono';
import { httpStorage } from '@flagstaff/relay';
import { Hono } from 'hono';
import { definitions } from './definitions.ts';

/** Maximum age of the flags while requests come in, in milliseconds. */
const FRESH = 2_000;

/** One client for all requests of this isolate; its ruleset outlives a request. */
const flagstaff = createFlagstaff({
  definitions: definitions,
  storage: httpStorage({
    url: env.ORIGIN,
    headers: { authorization: `Bearer ${env.ORIGIN_KEY}` },
    // A worker keeps no connection after a request, so there is no event stream ...
    events: false,
  }),
  // ... and no timer. The client reads the store in `refresh` below, and does no I/O at module load.
  pollIntervalMs: false,
});

const app = new Hono<FlagsEnv<typeof definitions>>();

app.use(async (c, next) => {
  const looked = flagstaff.refresh({ olderThanMs: FRESH });
  // The response does not wait for the refresh, except for the first requests, which have no ruleset yet.
  c.executionCtx.waitUntil(looked);
  if (flagstaff.state === 'loading') await looked;
  await next();
});

app.use(flags(flagstaff, { context: (c) => ({ plan: c.req.header('x-plan') }) }));

app.get('/', (c) =>
  c.json({
    checkout: c.var.flags.isEnabled('new-checkout') ? 'new' : 'classic',
    theme: c.var.flags.value('theme'),
    state: flagstaff.state,
  }),
);

export default app;
