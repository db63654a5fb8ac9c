import express from 'express';
import { flags } from '@flagstaff/express';
import { createClient, createGrowthBook, createOpenFeature } from './engines.mjs';
import { count, countAsync, PLAN } from './flags.mjs';

const contextOf = (req) => ({ targetingKey: req.get('x-user'), plan: PLAN });
const nothing = (_req, res) => void res.json({ on: 0 });

const BUILD = {
  plain: () => express().get('/', nothing),
  empty: () =>
    express()
      .use((_req, _res, next) => next())
      .get('/', nothing),
  unread: async () =>
    express()
      .use(flags(await createClient(), { context: contextOf }))
      .get('/', nothing),
  ten: async () =>
    express()
      .use(flags(await createClient(), { context: contextOf }))
      .get('/', (req, res) => void res.json({ on: count((key) => req.flags.isEnabled(key)) })),
  async growthbook() {
    const client = await createGrowthBook();
    return express().get('/', (req, res) => {
      const userContext = { attributes: { id: req.get('x-user'), plan: PLAN } };
      res.json({ on: count((key) => client.isOn(key, userContext)) });
    });
  },
  async openfeature() {
    const client = await createOpenFeature();
    return express().get('/', async (req, res) => {
      const context = contextOf(req);
      res.json({ on: await countAsync((key) => client.getBooleanValue(key, false, context)) });
    });
  },
};

export async function listen(variant, ready) {
  const app = await BUILD[variant]();
  const server = app.listen(0, '127.0.0.1', () => ready(server.address().port));
}
