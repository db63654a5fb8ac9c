import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { flags } from '@flagstaff/hono';
import { createClient, createGrowthBook, createOpenFeature } from './engines.mjs';
import { count, countAsync, PLAN } from './flags.mjs';

const contextOf = (c) => ({ targetingKey: c.req.header('x-user'), plan: PLAN });
const nothing = (c) => c.json({ on: 0 });

const BUILD = {
  plain: () => new Hono().get('/', nothing),
  empty: () => new Hono().use((_c, next) => next()).get('/', nothing),
  unread: async () => new Hono().use(flags(await createClient(), { context: contextOf })).get('/', nothing),
  ten: async () =>
    new Hono().use(flags(await createClient(), { context: contextOf })).get('/', (c) => {
      // `c.var` creates an object of all variables on every read; see docs/adapters.md.
      const { flags } = c.var;
      return c.json({ on: count((key) => flags.isEnabled(key)) });
    }),
  async growthbook() {
    const client = await createGrowthBook();
    return new Hono().get('/', (c) => {
      const userContext = { attributes: { id: c.req.header('x-user'), plan: PLAN } };
      return c.json({ on: count((key) => client.isOn(key, userContext)) });
    });
  },
  async openfeature() {
    const client = await createOpenFeature();
    return new Hono().get('/', async (c) => {
      const context = contextOf(c);
      return c.json({ on: await countAsync((key) => client.getBooleanValue(key, false, context)) });
    });
  },
};

export async function listen(variant, ready) {
  const app = await BUILD[variant]();
  serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => ready(port));
}
