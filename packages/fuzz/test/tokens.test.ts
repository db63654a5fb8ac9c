// Fuzzes tokens that callers bring and may have forged: overrides, signed bootstraps, endpoint keys, event stream URLs, and page
// cursors.
import { createFlagstaff, signBootstrap, verifyBootstrap } from '@flagstaff/core';
import type { Bootstrap, Flagstaff } from '@flagstaff/core';
import { createMemoryStorage } from '@flagstaff/core/storage';
import { manage } from '@flagstaff/core/management';
import { fuzz, hostileJson, hostileText, hostileValue, mutate, mutateText, SAMPLES } from '@flagstaff/fuzz';
import type { Random } from '@flagstaff/fuzz';
import { flags } from '@flagstaff/hono';
import type { FlagsEnv } from '@flagstaff/hono';
import { createOverrideToken } from '@flagstaff/http';
import { staticKeys } from '@flagstaff/http/endpoint';
import { ofrep } from '@flagstaff/ofrep';
import { count } from '@flagstaff/spec';
import { Hono } from 'hono';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { headerText } from './support/serve.ts';

const KEY = { id: 'k', secret: 's'.repeat(32) };
const SECRET = 'a secret of at least thirty-two bytes';

let client: Flagstaff;
beforeAll(async () => {
  client = createFlagstaff({ storage: createMemoryStorage({ documents: [...SAMPLES] }) });
  await client.ready();
});
afterAll(() => client.close());

/** Returns the token with modified claims, or arbitrary text. */
function tokenFrom(random: Random, valid: string): string {
  if (random.chance(0.5)) return mutateText(random, valid);
  if (random.chance(0.3)) return hostileText(random);
  const claims = { kid: 'k', exp: Math.floor(Date.now() / 1_000) + 60, flags: [['a', 'other']] };
  const payload = Buffer.from(JSON.stringify(mutate(random, claims, hostileText))).toString('base64url');
  return `${payload}.${random.chance(0.5) ? (valid.split('.')[1] ?? '') : Buffer.from(hostileText(random)).toString('base64url')}`;
}

it('an override token is accepted only unmodified', async () => {
  const token = await createOverrideToken({ key: KEY, overrides: { a: 'other' }, expiresInSeconds: 86_400 });
  const app = new Hono<FlagsEnv>()
    .use(flags(client, { overrideTokens: { keys: [KEY], header: 'x-overrides' } }))
    .get('/', (c) => c.json(c.var.flags.details('a', '')));
  await fuzz({
    name: 'override tokens',
    cases: count(320, 40_000),
    codes: [],
    async knock(random, note) {
      const sent = headerText(tokenFrom(random, token));
      note(sent);
      const response = await app.request('/', { headers: { 'x-overrides': sent } });
      const { reason } = (await response.json()) as { reason: string };
      if (reason === 'OVERRIDE' && sent.trim() !== token) throw new Error('an unsigned token was accepted');
      return reason;
    },
  });
});

it('a signed bootstrap is accepted only unmodified', async () => {
  const bootstrap = client.forContext({ targetingKey: 'u1' }).bootstrap();
  const signed = await signBootstrap(bootstrap, { secret: SECRET });
  const asText = JSON.stringify(bootstrap.flags);
  const outcomes = await fuzz({
    name: 'signed bootstraps',
    cases: count(160, 20_000),
    codes: ['INVALID_OPTIONS'],
    async knock(random, note) {
      const sent = random.chance(0.8)
        ? mutate(random, signed, random.chance(0.5) ? hostileJson : hostileValue)
        : hostileValue(random);
      note(sent);
      if (random.chance(0.2)) {
        await signBootstrap(sent as Bootstrap, {
          secret: random.chance(0.8) ? SECRET : (hostileValue(random) as string),
        });
        return 'signed';
      }
      const believed = await verifyBootstrap(sent, { secret: SECRET });
      if (believed !== undefined && JSON.stringify(believed.flags) !== asText)
        throw new Error('a forged bootstrap was accepted');
      return believed === undefined ? 'refused' : 'believed';
    },
  });
  expect(outcomes.get('refused')).toBeGreaterThan(100);
});

it('a key and an event stream URL are accepted only unmodified', async () => {
  const key = 'a-key-of-the-right-length';
  const handler = ofrep(client, { authorize: staticKeys([key]), rateLimit: { perSecond: 2_000_000 } });
  const origin = 'http://flags.example';
  const ask = (authorization: string): Promise<Response> =>
    handler(
      new Request(`${origin}/ofrep/v1/evaluate/flags`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization },
        body: '{}',
      }),
    );
  const bulk = (await (await ask(`Bearer ${key}`)).json()) as {
    eventStreams: [{ endpoint: { requestUri: string } }];
  };
  const address = bulk.eventStreams[0].endpoint.requestUri;
  const outcomes = await fuzz({
    name: 'keys and stream URLs',
    cases: count(160, 20_000),
    codes: [],
    async knock(random, note) {
      if (random.chance(0.5)) {
        const shown = headerText(random.chance(0.7) ? mutateText(random, `Bearer ${key}`) : hostileText(random));
        note(shown);
        const { status } = await ask(shown);
        if (status !== 401 && !/^bearer +a-key-of-the-right-length$/i.test(shown.trim()))
          throw new Error(`answered ${status}`);
        return String(status);
      }
      const path = mutateText(random, address).replaceAll('\ud800', '').replace(/^[^/]/, '/');
      note(path);
      if (!URL.canParse(origin + path)) return 'no stream URL';
      const response = await handler(new Request(origin + path));
      await response.body?.cancel();
      const proofs = /until=(\d+)&proof=([0-9a-f]{64})/;
      if (response.status === 200 && proofs.exec(path)?.[0] !== proofs.exec(address)?.[0] && !path.includes('proof=')) {
        throw new Error('a stream was opened without a proof');
      }
      return String(response.status);
    },
  });
  handler.close();
  expect(outcomes.has('401')).toBe(true);
});

it('a cursor is one that a page returned, or causes INVALID_OPTIONS', async () => {
  for (let version = 0; version < 3; version += 1) await manage(client).set(SAMPLES[0]!);
  const page = await manage(client).history({ limit: 1 });
  const outcomes = await fuzz({
    name: 'cursors',
    cases: count(160, 20_000),
    codes: ['INVALID_OPTIONS', 'INVALID_DOCUMENT'],
    async knock(random, note) {
      const cursor = (random.chance(0.5) ? mutateText(random, page.next ?? '') : hostileValue(random)) as string;
      note(cursor);
      if (random.chance(0.5)) await manage(client).history({ cursor, limit: 1 });
      else await manage(client).members('s', { cursor });
      return 'page';
    },
  });
  expect(outcomes.size).toBeGreaterThan(1);
});
