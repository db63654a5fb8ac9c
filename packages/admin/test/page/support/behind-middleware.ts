// Applications with the middleware that most have: it parses bodies, compresses, and sets headers.
import fastifyCompress from '@fastify/compress';
import fastifyHelmet from '@fastify/helmet';
import { bodyParser } from '@koa/bodyparser';
import { admin as inExpress } from '@flagstaff/admin/express';
import { admin as inFastify } from '@flagstaff/admin/fastify';
import { admin as inHono } from '@flagstaff/admin/hono';
import { admin as inKoa } from '@flagstaff/admin/koa';
import type { Identity } from '@flagstaff/admin';
import type { Flagstaff } from '@flagstaff/core';
import { serve } from '@hono/node-server';
import compression from 'compression';
import express from 'express';
import { fastify } from 'fastify';
import helmet from 'helmet';
import { Hono } from 'hono';
import { compress } from 'hono/compress';
import { secureHeaders } from 'hono/secure-headers';
import Koa from 'koa';
import koaCompress from 'koa-compress';
import koaHelmet from 'koa-helmet';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { onTestFinished } from 'vitest';
import { listening } from '../../support/serve.ts';

const authorize = (): Identity => ({ actor: 'ada', roles: 'admin' });

/** Starts an application with the admin at its root. Resolves to a URL of the server. */
type Start = (flagstaff: Flagstaff) => Promise<string>;

export const BEHIND_MIDDLEWARE: readonly (readonly [name: string, start: Start])[] = [
  [
    'Express after json, helmet and compression',
    (flagstaff) =>
      listening(
        createServer(express().use(express.json(), helmet(), compression(), inExpress(flagstaff, { authorize }))),
      ),
  ],
  [
    'Koa after bodyparser, helmet and compress',
    (flagstaff) => {
      const app = new Koa().use(bodyParser()).use(koaHelmet()).use(koaCompress());
      return listening(createServer(app.use(inKoa(flagstaff, { authorize })).callback()));
    },
  ],
  [
    'Fastify after helmet and compress',
    async (flagstaff) => {
      const app = fastify({ forceCloseConnections: true });
      await app.register(fastifyHelmet);
      await app.register(fastifyCompress);
      await app.register(inFastify(flagstaff, { authorize }));
      onTestFinished(() => app.close());
      return app.listen({ port: 0, host: '127.0.0.1' });
    },
  ],
  [
    'Hono after secureHeaders and compress',
    (flagstaff) => {
      const handler = inHono(flagstaff, { authorize });
      const app = new Hono().use(compress(), secureHeaders()).all('*', (c) => handler(c as never));
      return listening(serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }) as Server);
    },
  ],
];
