// Fuzzes visitor and override cookies, over real HTTP and in each framework. One case of the harness is a batch of requests, each
// with two or more hostile values: cookies, headers and queries.
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { serve } from '@hono/node-server';
import { createFlagstaff } from '@flagstaff/core';
import type { Flagstaff } from '@flagstaff/core';
import { flags as expressFlags } from '@flagstaff/express';
import { flags as fastifyFlags } from '@flagstaff/fastify';
import { fuzz, hostileText, mutateText, SAMPLES, wellFormed } from '@flagstaff/fuzz';
import type { Random } from '@flagstaff/fuzz';
import { flags as honoFlags } from '@flagstaff/hono';
import type { FlagsEnv } from '@flagstaff/hono';
import { createOverrideToken } from '@flagstaff/http';
import { flags as koaFlags } from '@flagstaff/koa';
import { count } from '@flagstaff/spec';
import express from 'express';
import { fastify } from 'fastify';
import { Hono } from 'hono';
import Koa from 'koa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { headerText, pool } from './support/serve.ts';
import type { Pool } from './support/serve.ts';
import { together } from './support/together.ts';

const KEY = { id: 'k', secret: 's'.repeat(32) };
const OPTIONS = {
  visitorCookie: true,
  overrideTokens: { keys: [KEY], header: 'flagstaff-overrides' },
  environment: { allow: ['staging'], header: 'flagstaff-environment', query: 'environment' },
};
const BATCH = 20;

let client: Flagstaff;
let token: string;
const apps: Pool[] = [];
const codes = new Set<string>();

beforeAll(async () => {
  client = createFlagstaff({ bootstrap: SAMPLES });
  client.on('error', ({ code }) => codes.add(code));
  await client.ready();
  token = await createOverrideToken({ key: KEY, overrides: { a: 'other' }, expiresInSeconds: 86_400 });

  const inExpress = express().use(expressFlags(client, OPTIONS));
  inExpress.get('/', (req, res) => void res.json(req.flags.details('a', '')));
  const inKoa = new Koa().use(koaFlags(client, OPTIONS)).use((ctx) => void (ctx.body = ctx.flags.details('a', '')));
  const inHono = new Hono<FlagsEnv>()
    .use(honoFlags(client, OPTIONS))
    .get('/', (c) => c.json(c.var.flags.details('a', '')));
  const inFastify = fastify();
  inFastify.register(fastifyFlags(client, OPTIONS));
  inFastify.get('/', async (request) => request.flags.details('a', ''));
  await inFastify.listen({ port: 0, host: '127.0.0.1' });
  for (const server of [
    createServer(inExpress).listen(0, '127.0.0.1'),
    createServer(inKoa.callback()).listen(0, '127.0.0.1'),
    serve({ fetch: inHono.fetch, port: 0, hostname: '127.0.0.1' }) as Server,
    inFastify.server,
  ]) {
    apps.push(await pool(server));
  }
});
afterAll(async () => {
  for (const app of apps) await app.close();
  await client.close();
});

function cookieFrom(random: Random): string {
  const value = (): string =>
    random.chance(0.4) ? mutateText(random, token) : random.chance(0.3) ? 'A'.repeat(22) : hostileText(random);
  const pair = (): string =>
    `${random.chance(0.8) ? random.pick(['flagstaff_visitor', 'flagstaff_overrides']) : hostileText(random)}=${value()}`;
  return headerText(Array.from({ length: 1 + random.below(4) }, pair).join(random.pick(['; ', ';', ',', ''])));
}

it('no request fails, and no unsigned override is served', async () => {
  await fuzz({
    name: 'cookies',
    cases: count(800, 100_000),
    batch: 2 * BATCH,
    codes: [],
    async knock(random, note) {
      const app = random.pick(apps);
      const asked = Array.from({ length: BATCH }, () => ({
        path: random.chance(0.1)
          ? `/?environment=${encodeURIComponent(wellFormed(hostileText(random))).slice(0, 2_000)}`
          : '/',
        headers: {
          ...(random.chance(0.9) && { cookie: cookieFrom(random) }),
          ...(random.chance(0.1) && {
            'flagstaff-overrides': headerText(random.chance(0.5) ? mutateText(random, token) : hostileText(random)),
          }),
          ...(random.chance(0.1) && { 'flagstaff-environment': headerText(hostileText(random)) }),
        },
      }));
      await together(BATCH, note, async (index, show) => {
        const each = asked[index]!;
        show(each);
        const { status, text, headers } = await app.ask(each);
        // The server rejects bytes that are not HTTP before the handler runs.
        if (status !== 200 && status !== 400 && status !== 431)
          throw new Error(`answered ${status}: ${text.slice(0, 200)}`);
        const sent = `${each.headers.cookie ?? ''} ${each.headers['flagstaff-overrides'] ?? ''}`;
        if (status === 200 && (JSON.parse(text) as { reason: string }).reason === 'OVERRIDE' && !sent.includes(token)) {
          throw new Error('an override without a signature was served');
        }
        for (const cookie of headers['set-cookie'] ?? []) {
          if (!/^flagstaff_visitor=[\w-]{22}; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Lax$/.test(cookie)) {
            throw new Error(`the response sets the cookie ${cookie}`);
          }
        }
      });
    },
  });
  expect([...codes]).toEqual(['OVERRIDE_TOKEN_REJECTED']);
});
