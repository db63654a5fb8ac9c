import { serve } from '@hono/node-server';
import { expressHandler, fastifyHandler, koaHandler } from '@flagstaff/http/node';
import type { OfrepHandler } from '@flagstaff/ofrep';
import express from 'express';
import { fastify } from 'fastify';
import { Hono } from 'hono';
import Koa from 'koa';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

export interface Served {
  /** Without a trailing slash. */
  readonly url: string;
  close(): Promise<void>;
}

/** Mounts a handler in an app of each framework, with another route beside it. */
export const FRAMEWORKS: readonly (readonly [name: string, start: (handler: OfrepHandler) => Promise<Served>])[] = [
  [
    'Express',
    (handler) =>
      listening(
        createServer(
          express()
            .use(expressHandler(handler))
            .get('/own', (_req, res) => void res.send('own')),
        ).listen(0, '127.0.0.1'),
      ),
  ],
  [
    'Express after a body parser, mounted below a path',
    async (handler) => {
      const app = express()
        .use(express.json())
        .use('/flags', expressHandler(handler))
        .get('/flags/own', (_req, res) => void res.send('own'));
      const served = await listening(createServer(app).listen(0, '127.0.0.1'));
      return { ...served, url: `${served.url}/flags` };
    },
  ],
  [
    'Express after a parser that only gathers',
    (handler) =>
      listening(
        createServer(
          express()
            .use(express.raw({ type: '*/*' }))
            .use(expressHandler(handler))
            .get('/own', (_req, res) => void res.send('own')),
        ).listen(0, '127.0.0.1'),
      ),
  ],
  [
    'Koa',
    (handler) => {
      const app = new Koa();
      // It logs truncated requests.
      app.silent = true;
      app.use(koaHandler(handler)).use((ctx) => {
        if (ctx.path === '/own') ctx.body = 'own';
      });
      return listening(createServer(app.callback()).listen(0, '127.0.0.1'));
    },
  ],
  [
    'Fastify',
    async (handler) => {
      const app = fastify({ forceCloseConnections: true });
      app.register(fastifyHandler(handler)).get('/own', async () => 'own');
      const url = await app.listen({ port: 0, host: '127.0.0.1' });
      return { url, close: () => app.close() };
    },
  ],
  [
    'Hono',
    (handler) => {
      const app = new Hono().all('/ofrep/*', (c) => handler(c.req.raw)).get('/own', (c) => c.text('own'));
      return listening(serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }) as Server);
    },
  ],
];

/** Starts a server on a free port. Resolves once it listens. */
export async function listening(server: Server): Promise<Served> {
  if (!server.listening) await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
