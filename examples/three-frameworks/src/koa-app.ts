import type { Flagstaff } from '@flagstaff/core';
import { flags, requireFlag } from '@flagstaff/koa';
import Koa from 'koa';
import { betaPage, customerFrom, shopPage } from './shop.ts';

export function koaApp(flagstaff: Flagstaff): Koa {
  const beta = requireFlag('beta', { flagstaff });
  const app = new Koa();
  app
    .use(flags(flagstaff, { context: (ctx) => customerFrom((name) => ctx.query[name]), visitorCookie: true }))
    .use(async (ctx, next) => {
      if (ctx.path === '/') ctx.body = shopPage('Koa', ctx.flags);
      else if (ctx.path === '/why') ctx.body = ctx.flags.all();
      else if (ctx.path === '/beta') await beta(ctx, async () => void (ctx.body = betaPage('Koa')));
      else await next();
    });
  return app;
}
