import Koa from 'koa';
import { flags } from '@flagstaff/koa';
import { createClient, createGrowthBook, createOpenFeature } from './engines.mjs';
import { count, countAsync, PLAN } from './flags.mjs';

const contextOf = (ctx) => ({ targetingKey: ctx.get('x-user'), plan: PLAN });
const nothing = (ctx) => {
  ctx.body = { on: 0 };
};

const BUILD = {
  plain: () => new Koa().use(nothing),
  empty: () => new Koa().use((_ctx, next) => next()).use(nothing),
  unread: async () => new Koa().use(flags(await createClient(), { context: contextOf })).use(nothing),
  ten: async () =>
    new Koa().use(flags(await createClient(), { context: contextOf })).use((ctx) => {
      ctx.body = { on: count((key) => ctx.flags.isEnabled(key)) };
    }),
  async growthbook() {
    const client = await createGrowthBook();
    return new Koa().use((ctx) => {
      const userContext = { attributes: { id: ctx.get('x-user'), plan: PLAN } };
      ctx.body = { on: count((key) => client.isOn(key, userContext)) };
    });
  },
  async openfeature() {
    const client = await createOpenFeature();
    return new Koa().use(async (ctx) => {
      const context = contextOf(ctx);
      ctx.body = { on: await countAsync((key) => client.getBooleanValue(key, false, context)) };
    });
  },
};

export async function listen(variant, ready) {
  const app = await BUILD[variant]();
  const server = app.listen(0, '127.0.0.1', () => ready(server.address().port));
}
