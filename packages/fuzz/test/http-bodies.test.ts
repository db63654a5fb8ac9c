// Fuzzes HTTP bodies of the evaluation endpoint and the relay, over real HTTP: an Express app behind a pool of connections.
// One case of the harness is a batch of concurrent requests, each with two hostile values: a header and a body, a path or a method.
import { createServer } from 'node:http';
import { createFlagstaff } from '@flagstaff/core';
import type { Flagstaff } from '@flagstaff/core';
import {
  CONTEXTS,
  fuzz,
  hostileJsonText,
  hostileText,
  mutate,
  mutateBytes,
  mutateText,
  SAMPLES,
  toJson,
  wellFormed,
} from '@flagstaff/fuzz';
import type { Random } from '@flagstaff/fuzz';
import { staticKeys } from '@flagstaff/http/endpoint';
import { expressHandler } from '@flagstaff/http/node';
import { ofrep } from '@flagstaff/ofrep';
import { relay } from '@flagstaff/relay';
import { createMemoryStorage } from '@flagstaff/core/storage';
import { count } from '@flagstaff/spec';
import express from 'express';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { headerText, pool } from './support/serve.ts';
import type { Answer, Asked, Pool } from './support/serve.ts';
import { together } from './support/together.ts';

const KEY = 'a-key-of-the-right-length';
const BATCH = 20;

let client: Flagstaff;
let app: Pool;
const problems = new Map<string, unknown>();

beforeAll(async () => {
  client = createFlagstaff({ storage: createMemoryStorage({ documents: [...SAMPLES] }) });
  client.on('error', (problem) => problems.set(problem.code, problem.cause));
  await client.ready();
  const routes = express()
    .use('/open', expressHandler(ofrep(client, { authorize: 'anyone', rateLimit: { perSecond: 2_000_000 } })))
    .use(
      '/parsed',
      express.json({ limit: '1mb' }),
      expressHandler(ofrep(client, { authorize: 'anyone', rateLimit: { perSecond: 2_000_000 } })),
    )
    .use(expressHandler(ofrep(client, { authorize: staticKeys([KEY]), rateLimit: { perSecond: 2_000_000 } })))
    .use(expressHandler(relay(client, { authorize: staticKeys([KEY]) })))
    .get('/own', (_request, response) => void response.send('own'))
    .use(
      (error: { readonly status?: number }, _q: unknown, response: express.Response, _n: () => void) =>
        void response.status(error.status ?? 599).end(),
    );
  app = await pool(createServer(routes).listen(0, '127.0.0.1'));
});
afterAll(async () => {
  await app.close();
  await client.close();
});

const EVALUATE = '/ofrep/v1/evaluate/flags';
const PATHS = [
  `/open${EVALUATE}`,
  `/open${EVALUATE}/a`,
  `/open${EVALUATE}/__proto__`,
  `/parsed${EVALUATE}`,
  `/parsed${EVALUATE}/a`,
  EVALUATE,
  `${EVALUATE}/a`,
  '/flagstaff/v1/documents',
];
const METHODS = ['POST', 'POST', 'POST', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'GET', 'HEAD'];

/** Headers that never cause a rejection by themselves. */
const HEADERS = ['if-none-match', 'origin', 'accept', 'cookie', 'x-forwarded-for', 'flagstaff-revision'];

function requestFrom(random: Random): Asked {
  const headers: Record<string, string> = {
    'content-type': random.chance(0.9) ? 'application/json' : headerText(hostileText(random)),
    ...(random.chance(0.3) && {
      authorization: random.chance(0.7) ? `Bearer ${KEY}` : headerText(hostileText(random)),
    }),
    ...(random.chance(0.05) && { 'content-encoding': random.pick(['gzip', 'br', 'identity', 'x']) }),
    [random.pick(HEADERS)]: headerText(hostileText(random)),
  };
  const path = random.chance(0.95)
    ? random.pick(PATHS)
    : `/open${EVALUATE}/${encodeURIComponent(wellFormed(hostileText(random))).slice(0, 3_000)}`;
  const method = random.pick(METHODS);
  return { path, method, headers, ...(method === 'GET' || method === 'HEAD' ? {} : { body: bodyFrom(random) }) };
}

function bodyFrom(random: Random): string | Uint8Array {
  const valid = toJson({ context: random.pick(CONTEXTS) });
  if (random.chance(0.3)) return hostileJsonText(random);
  if (random.chance(0.3)) return toJson({ context: mutate(random, random.pick(CONTEXTS), hostileText) });
  if (random.chance(0.3)) return mutateText(random, valid);
  if (random.chance(0.05)) return 'x'.repeat(random.pick([65_536, 65_537, 140_000, 1_000_000]));
  return mutateBytes(random, Buffer.from(valid));
}

const STATUSES = new Set([200, 204, 304, 400, 401, 404, 405, 413, 415]);

function check(asked: Asked, { status, text }: Answer): string {
  if (!STATUSES.has(status)) throw new Error(`answered ${status}`);
  if (text.includes('node_modules') || text.includes('\n    at '))
    throw new Error('the response contains a stack trace');
  if (asked.path?.startsWith('/flagstaff') && status === 200 && !Object.hasOwn(asked.headers ?? {}, 'authorization')) {
    throw new Error('documents were served to a caller without a key');
  }
  return String(status);
}

it('each request gets a documented status, and its connection serves the next one', async () => {
  const statuses = new Map<string, number>();
  await fuzz({
    name: 'HTTP bodies',
    cases: count(2_000, 100_000),
    batch: 2 * BATCH,
    codes: [],
    async knock(random, note) {
      const batch = Array.from({ length: BATCH }, () => requestFrom(random));
      note(batch[0]);
      await together(BATCH, note, async (index, show) => {
        const asked = batch[index]!;
        show(asked);
        const status = check(asked, await app.ask(asked));
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      });
      // The next user reuses the connections of rejected requests.
      note('the request after');
      const after = await app.ask({ path: '/own' });
      if (after.text !== 'own') throw new Error(`the next request got ${after.status}`);
    },
  });
  expect([...statuses.keys()].toSorted()).toEqual(expect.arrayContaining(['200', '400', '401', '404', '405', '413']));
  expect([...problems]).toEqual([]);
});
