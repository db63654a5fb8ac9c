import type { Flagstaff } from '@flagstaff/core';
import { flags, requireFlag } from '@flagstaff/koa';
import type { FlagsContext } from '@flagstaff/koa';
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

it('explains that middleware was mounted before `flags(flagstaff)`', async () => {
  const app = new Koa3()
    .use(async (ctx, next) => {
      if (ctx.path === '/before') ctx.body = String((ctx as unknown as FlagsContext).flags.isEnabled('beta'));
      else await next();
    })
    .use(flags(clientWith(true)))
    .use((ctx) => void (ctx.body = String(ctx.flags.isEnabled('beta'))));
  const errors: unknown[] = [];
  app.on('error', (error) => errors.push(error));
  await request(app.callback()).get('/before').expect(500);
  expect(errors).toMatchObject([{ code: 'NO_CURRENT_FLAGS', message: expect.stringContaining('`ctx.flags`') }]);
  expect((await request(app.callback()).get('/after').expect(200)).text).toBe('true');
});

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
