import { serve } from '@hono/node-server';
import type { Flagstaff } from '@flagstaff/core';
import { admin as inExpress } from '@flagstaff/admin/express';
import { admin as inFastify } from '@flagstaff/admin/fastify';
import { admin as inHono } from '@flagstaff/admin/hono';
import { admin as inKoa } from '@flagstaff/admin/koa';
import type { AdminOptions, Verdict } from '@flagstaff/admin';
import express from 'express';
// @ts-expect-error The old versions have no types here.
import express4 from 'express-4';
import { fastify } from 'fastify';
import { fastify as fastifyOldest } from 'fastify-oldest';
import { Hono } from 'hono';
import { Hono as HonoOldest } from 'hono-oldest';
import Koa from 'koa';
// @ts-expect-error The old versions have no types here.
import Koa2 from 'koa-2';
import { listen } from '@flagstaff/testbed';
import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import { onTestFinished } from 'vitest';

export const MOUNT = '/admin/flags';

/** Identifies callers by what the app put on the framework's own request. */
export type ByUser = (user: string | undefined) => Verdict | Promise<Verdict>;

export type Start = (flagstaff: Flagstaff, byUser: ByUser, options?: Partial<AdminOptions<never>>) => Promise<string>;

/** The user whom the app's own middleware found. */
interface WithUser {
  user?: string | undefined;
}

function nodeApp(make: (flagstaff: Flagstaff, byUser: ByUser, options: object) => RequestListener): Start {
  return async (flagstaff, byUser, options = {}) => listening(createServer(make(flagstaff, byUser, options)));
}

function expressApp(create: typeof express): Start {
  return nodeApp((flagstaff, byUser, options) => {
    const app = create();
    app.use((req, _res, next) => {
      (req as WithUser).user = req.get('x-user');
      next();
    });
    app.use(MOUNT, inExpress(flagstaff, { ...options, authorize: (req) => byUser((req as WithUser).user) }));
    app.get(`${MOUNT}/own`, (_req, res) => void res.send('own'));
    return app;
  });
}

function koaApp(Create: typeof Koa): Start {
  return nodeApp((flagstaff, byUser, options) => {
    const app = new Create();
    app.silent = true;
    app.use(async (ctx, next) => {
      ctx.state['user'] = ctx.get('x-user') || undefined;
      await next();
    });
    const authorize = (ctx: Koa.Context): ReturnType<ByUser> => byUser(ctx.state['user'] as string | undefined);
    app.use(inKoa(flagstaff, { ...options, basePath: MOUNT, authorize }));
    app.use((ctx) => {
      if (ctx.path === `${MOUNT}/own`) ctx.body = 'own';
    });
    return app.callback();
  });
}

function fastifyApp(create: typeof fastify): Start {
  return async (flagstaff, byUser, options = {}) => {
    const app = create({ forceCloseConnections: true });
    app.addHook('preHandler', async (request) => {
      (request as WithUser).user = request.headers['x-user'] as string | undefined;
    });
    const authorize = (request: object): ReturnType<ByUser> => byUser((request as WithUser).user);
    app.register(inFastify(flagstaff, { ...options, authorize }), { prefix: MOUNT });
    app.get(`${MOUNT}/own`, async () => 'own');
    const url = await app.listen({ port: 0, host: '127.0.0.1' });
    onTestFinished(() => app.close());
    return url + MOUNT;
  };
}

function honoApp(Create: typeof Hono): Start {
  return async (flagstaff, byUser, options = {}) => {
    type Env = { Variables: { user: string | undefined } };
    const app = new Create<Env>().use(async (c, next) => {
      c.set('user', c.req.header('x-user'));
      await next();
    });
    const handler = inHono(flagstaff, {
      ...options,
      basePath: MOUNT,
      authorize: (c) => byUser(c.get('user') as string | undefined),
    });
    app.get(`${MOUNT}/own`, (c) => c.text('own'));
    app.all(MOUNT, (c) => handler(c as never)).all(`${MOUNT}/*`, (c) => handler(c as never));
    return listening(serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }) as Server);
  };
}

/** Starts the admin in an app of each framework. Resolves to the URL of the mount. */
export const FRAMEWORKS: readonly (readonly [name: string, start: Start])[] = [
  ['Express 5', expressApp(express)],
  ['Express 4', expressApp(express4)],
  ['Koa 3', koaApp(Koa)],
  ['Koa 2', koaApp(Koa2)],
  [
    'Express 5 after a body parser',
    nodeApp((flagstaff, byUser, options) =>
      express()
        .use(express.json())
        .use((req, _res, next) => {
          (req as WithUser).user = req.get('x-user');
          next();
        })
        .use(MOUNT, inExpress(flagstaff, { ...options, authorize: (req) => byUser((req as WithUser).user) }))
        .get(`${MOUNT}/own`, (_req, res) => void res.send('own')),
    ),
  ],
  ['Fastify 5', fastifyApp(fastify)],
  ['Fastify 5.0.0', fastifyApp(fastifyOldest as unknown as typeof fastify)],
  ['Hono 4', honoApp(Hono)],
  ['Hono 4.5.0', honoApp(HonoOldest as unknown as typeof Hono)],
];

/** Listens on a free port until the test ends. Resolves to the URL of the mount. */
export async function listening(server: Server): Promise<string> {
  const { port, close } = await listen(server);
  onTestFinished(close);
  return `http://127.0.0.1:${port}${MOUNT}`;
}
