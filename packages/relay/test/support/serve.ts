import { serve } from '@hono/node-server';
import { expressHandler, koaHandler } from '@flagstaff/http/node';
import type { RelayHandler } from '@flagstaff/relay';
import express from 'express';
import { Hono } from 'hono';
import Koa from 'koa';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Served {
  /** Without a trailing slash. */
  readonly url: string;
  readonly port: number;
  readonly server: Server;
  /** Closes open connections and stops listening. */
  close(): Promise<void>;
}

/** Mounts a handler in an app of each framework. */
export const FRAMEWORKS: readonly (readonly [name: string, start: (handler: RelayHandler) => Promise<Served>])[] = [
  ['Express', (handler) => listening(createServer(express().use(expressHandler(handler))).listen(0, '127.0.0.1'))],
  [
    'Express below a path',
    async (handler) => {
      const app = express().use('/flags', expressHandler(handler));
      const served = await listening(createServer(app).listen(0, '127.0.0.1'));
      return { ...served, url: `${served.url}/flags` };
    },
  ],
  [
    'Koa',
    (handler) => {
      const app = new Koa();
      // It logs truncated requests.
      app.silent = true;
      return listening(createServer(app.use(koaHandler(handler)).callback()).listen(0, '127.0.0.1'));
    },
  ],
  ['Hono', (handler) => inHono(handler)],
];

/** @param port Pass 0 for any free port. */
export function inHono(handler: (request: Request) => Promise<Response>, port = 0): Promise<Served> {
  const app = new Hono().all('*', (c) => handler(c.req.raw));
  return listening(serve({ fetch: app.fetch, port, hostname: '127.0.0.1' }) as Server);
}

/** Starts a server with the given responses. */
export function answering(listener: RequestListener): Promise<Served> {
  return listening(createServer(listener).listen(0, '127.0.0.1'));
}

async function listening(server: Server): Promise<Served> {
  if (!server.listening) await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    server,
    async close() {
      if (!server.listening) return;
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
