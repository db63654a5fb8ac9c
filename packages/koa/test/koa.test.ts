import { createFlagstaff } from '@flagstaff/core';
import type { Document } from '@flagstaff/core';
import { byVariant, flags, requireFlag } from '@flagstaff/koa';
import Koa3 from 'koa';
import { createRequire } from 'node:module';
import request from 'supertest';
import { afterEach, describe, expect, it } from 'vitest';

const versions: [string, typeof Koa3][] = [
  ['Koa 3', Koa3],
  ['Koa 2', createRequire(import.meta.url)('koa-2') as typeof Koa3],
];

const off: Document = { kind: 'flag', key: 'beta', type: 'boolean' };
const adaOnly: Document = {
  kind: 'flag',
  key: 'beta',
  type: 'boolean',
  rules: [{ when: { attribute: 'path', operator: 'eq', value: '/ada' }, serve: 'on' }],
};

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

async function clientOf(...documents: Document[]) {
  const flagstaff = createFlagstaff({ bootstrap: documents });
  open.push(flagstaff);
  await flagstaff.ready();
  return flagstaff;
}

describe.each(versions)('%s', (_, Koa) => {
  it('passes the context itself to the context function', async () => {
    const app = new Koa().use(flags(await clientOf(adaOnly), { context: (ctx) => ({ path: ctx.path }) })).use((ctx) => {
      ctx.body = String(ctx.flags.isEnabled('beta'));
    });
    expect((await request(app.callback()).get('/ada')).text).toBe('true');
    expect((await request(app.callback()).get('/bob')).text).toBe('false');
  });

  it('sets a Secure visitor cookie behind a trusted proxy', async () => {
    const app = new Koa();
    app.proxy = true;
    app.use(flags(await clientOf(off), { visitorCookie: true }));
    const cookieFor = async (protocol: string) =>
      (await request(app.callback()).get('/').set('x-forwarded-proto', protocol)).headers['set-cookie']?.[0];
    expect(await cookieFor('https')).toMatch(/; HttpOnly; Secure; SameSite=Lax$/);
    expect(await cookieFor('http')).toMatch(/; HttpOnly; SameSite=Lax$/);
  });

  it('sets no cookie after the headers were sent', async () => {
    const app = new Koa()
      .use(async (ctx, next) => {
        ctx.respond = false;
        ctx.status = 200;
        ctx.res.write('early ');
        await next();
      })
      .use(flags(await clientOf(off), { visitorCookie: true }))
      .use((ctx) => void ctx.res.end(String(ctx.flags.isEnabled('beta'))));
    const { headers, statusCode } = await request(app.callback()).get('/');
    expect(statusCode).toBe(200);
    expect(headers['set-cookie']).toBeUndefined();
  });

  it('keeps other cookies', async () => {
    const app = new Koa()
      .use(async (ctx, next) => {
        ctx.cookies.set('before', '1');
        await next();
      })
      .use(flags(await clientOf(off), { visitorCookie: true }))
      .use((ctx) => {
        ctx.cookies.set('after', '2');
        ctx.body = 'done';
      });
    const cookies = (await request(app.callback()).get('/')).headers['set-cookie'] as unknown as string[];
    expect(cookies.map((cookie) => cookie.split('=')[0])).toEqual(['before', 'flagstaff_visitor', 'after']);
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
      .use(flags(await clientOf(off)))
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
      .use(flags(await clientOf(off)))
      .use(async (ctx) => {
        await Promise.resolve();
        order.push('handler');
        ctx.body = 'done';
      });
    await request(app.callback()).get('/').expect(200);
    expect(order).toEqual(['handler', 'above']);
  });
});

it('names its functions after their factories', async () => {
  expect(flags(await clientOf()).name).toBe('flags');
  expect(requireFlag('beta').name).toBe('requireFlag');
  expect(byVariant('beta', {}).name).toBe('byVariant');
});
