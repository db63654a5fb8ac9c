import { env } from 'cloudflare:workers';
import { createFlagstaff } from '@flagstaff/core';
import { flags } from '@flagstaff/hono';
import type { FlagsEnv } from '@flagstaff/hono';
import { httpStorage } from '@flagstaff/relay';
import { Hono } from 'hono';
import { definitions } from './definitions.ts';

/** Milliseconds that the flags may be old while requests come in. */
const FRESH = 2_000;

/** One client for all requests that this isolate serves: what it holds stays when a request is over. */
const flagstaff = createFlagstaff({
  definitions: definitions,
  storage: httpStorage({
    url: env.ORIGIN,
    headers: { authorization: `Bearer ${env.ORIGIN_KEY}` },
    // A worker keeps no connection when a request is over, so there is no stream of events ...
    events: false,
  }),
  // ... and no timer: the client reads the store in `refresh` below, and does no I/O at module load.
  pollIntervalMs: false,
});

const app = new Hono<FlagsEnv<typeof definitions>>();

app.use(async (c, next) => {
  const looked = flagstaff.refresh({ olderThanMs: FRESH });
  // The answer does not wait for it: it is given from what is held. Only the first requests have nothing else.
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
