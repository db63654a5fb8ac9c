import type { Flagstaff } from '@flagstaff/core';
import { flags, requireFlag } from '@flagstaff/koa';
import { testFlags } from '@flagstaff/testkit';
import Koa3 from 'koa';
import { createRequire } from 'node:module';
import request from 'supertest';
import { describe, expect, it, onTestFinished } from 'vitest';

const versions: [string, typeof Koa3][] = [
  ['Koa 3', Koa3],
  ['Koa 2', createRequire(import.meta.url)('koa-2') as typeof Koa3],
];

/** A client with the boolean flag `beta`, closed when the test ends. */
function clientWith(beta: boolean): Flagstaff {
  const flagstaff = testFlags({ beta });
  onTestFinished(() => flagstaff.close());
  return flagstaff;
}

describe.each(versions)('%s', (_, Koa) => {
  it('sets no cookie after the headers were sent', async () => {
    const app = new Koa()
      .use(async (ctx, next) => {
        ctx.respond = false;
        ctx.status = 200;
        ctx.res.write('early ');
        await next();
      })
      .use(flags(clientWith(false), { visitorCookie: true }))
      .use((ctx) => void ctx.res.end(String(ctx.flags.isEnabled('beta'))));
    const { headers, statusCode } = await request(app.callback()).get('/');
    expect(statusCode).toBe(200);
    expect(headers['set-cookie']).toBeUndefined();
  });

  it('lets outer middleware customize the 404 of a guard', async () => {
    const app = new Koa()
      .use(async (ctx, next) => {
        await next();
        if (ctx.status === 404) {
          ctx.status = 404;
          ctx.body = 'nothing here';
        }
      })
      .use(flags(clientWith(false)))
      .use(requireFlag('beta'))
      .use((ctx) => {
        ctx.body = 'in';
      });
    const { text } = await request(app.callback()).get('/').expect(404);
    expect(text).toBe('nothing here');
  });

  it('runs code after next on the way back up', async () => {
    const order: string[] = [];
    const app = new Koa()
      .use(async (_ctx, next) => {
        await next();
        order.push('above');
      })
      .use(flags(clientWith(false)))
      .use(async (ctx) => {
        await Promise.resolve();
        order.push('handler');
        ctx.body = 'done';
      });
    await request(app.callback()).get('/').expect(200);
    expect(order).toEqual(['handler', 'above']);
  });
});
