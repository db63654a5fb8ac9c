import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import type { Flagstaff } from '@flagstaff/core';
import { flags as expressFlags } from '@flagstaff/express';
import { flags as fastifyFlags } from '@flagstaff/fastify';
import { flags as honoFlags } from '@flagstaff/hono';
import type { FlagsEnv } from '@flagstaff/hono';
import { flags as koaFlags } from '@flagstaff/koa';
import express from 'express';
import { fastify } from 'fastify';
import { Hono } from 'hono';
import Koa from 'koa';
import { onTestFinished } from 'vitest';

/** The same application in each framework: it responds with the value of the flag `n`. */
export const APPS: Readonly<Record<string, (flagstaff: Flagstaff) => Promise<string>>> = {
  express: (flagstaff) => {
    const app = express();
    app.use(expressFlags(flagstaff, { context: () => ({ targetingKey: 'u1' }) }));
    app.get('/', (req, res) => void res.json(req.flags.value('n', -1)));
    return urlOf(app.listen(0, '127.0.0.1'));
  },
  fastify: async (flagstaff) => {
    const app = fastify();
    app.register(fastifyFlags(flagstaff, { context: () => ({ targetingKey: 'u1' }) }));
    app.get('/', async (request, reply) => reply.type('application/json').send(String(request.flags.value('n', -1))));
    await app.listen({ port: 0, host: '127.0.0.1' });
    return urlOf(app.server);
  },
  koa: (flagstaff) => {
    const app = new Koa();
    app.use(koaFlags(flagstaff, { context: () => ({ targetingKey: 'u1' }) }));
    app.use((ctx) => {
      ctx.body = JSON.stringify(ctx.flags.value('n', -1));
    });
    return urlOf(app.listen(0, '127.0.0.1'));
  },
  hono: (flagstaff) => {
    const app = new Hono<FlagsEnv>();
    app.use(honoFlags(flagstaff, { context: () => ({ targetingKey: 'u1' }) }));
    app.get('/', (c) => c.json(c.var.flags.value('n', -1)));
    return urlOf(serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }) as Server);
  },
};

/** Returns the URL of a server that is closed when the test ends. */
async function urlOf(server: Server): Promise<string> {
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  if (!server.listening) await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}
