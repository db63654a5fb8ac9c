import { createFlagstaff, isFlagstaffError } from '@flagstaff/core';
import type { Flagstaff, FlagstaffError } from '@flagstaff/core';
import { createMemoryStorage } from '@flagstaff/core/storage';
import { manage } from '@flagstaff/core/management';
import { ofrep, staticKeys } from '@flagstaff/ofrep';
import type { OfrepOptions } from '@flagstaff/ofrep';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ask, client } from './support/flags.ts';

let flagstaff: Flagstaff;
beforeEach(async () => {
  flagstaff = client();
  await flagstaff.ready();
});
afterEach(() => flagstaff.close());

const open = (options: Partial<OfrepOptions> = {}) => ofrep(flagstaff, { authorize: 'anyone', ...options });

describe('single evaluation', () => {
  it('returns value, variant, reason and metadata', async () => {
    const response = await ask(open(), { context: { targetingKey: 'u1' } }, { key: 'shown' });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    expect(response.headers.get('cache-control')).toBe('private, no-store');
    expect(await response.json()).toEqual({
      key: 'shown',
      value: true,
      variant: 'on',
      reason: 'STATIC',
      metadata: { team: 'shop' },
    });
  });

  it('evaluates with the context of the request', async () => {
    const response = await ask(open(), { context: { plan: 'pro' } }, { key: 'theme' });
    expect(await response.json()).toEqual({ key: 'theme', value: 'd', variant: 'dark', reason: 'TARGETING_MATCH' });
  });

  it('returns no value when the caller must use its default', async () => {
    const response = await ask(open(), { context: {} }, { key: 'no-off' });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ key: 'no-off', reason: 'DISABLED' });
  });

  it('returns an identical 404 for missing and hidden flags', async () => {
    const absent = await ask(open(), { context: {} }, { key: 'absent' });
    const secret = await ask(open(), { context: {} }, { key: 'secret' });
    expect({ absent: absent.status, secret: secret.status }).toEqual({ absent: 404, secret: 404 });
    expect(await absent.json()).toEqual({
      key: 'absent',
      errorCode: 'FLAG_NOT_FOUND',
      errorDetails: 'Flag "absent" does not exist.',
    });
    expect(await secret.text()).toBe(
      JSON.stringify({ key: 'secret', errorCode: 'FLAG_NOT_FOUND', errorDetails: 'Flag "secret" does not exist.' }),
    );
  });

  it('returns every flag when all are exposed', async () => {
    const response = await ask(open({ expose: 'all' }), { context: {} }, { key: 'secret' });
    expect(await response.json()).toMatchObject({ key: 'secret', value: true });
  });

  it('returns a flag that depends on a hidden one', async () => {
    const response = await ask(open(), { context: {} }, { key: 'needs-secret' });
    expect(await response.json()).toMatchObject({ value: true });
  });

  it('returns 400 when the context lacks the targeting key', async () => {
    const response = await ask(open(), { context: {} }, { key: 'shared' });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ key: 'shared', errorCode: 'TARGETING_KEY_MISSING' });
  });
});

describe('bulk evaluation', () => {
  const context = { targetingKey: 'u1', plan: 'pro' };

  it('returns the exposed flags, with an ETag and the URL of an event stream', async () => {
    const response = await ask(open(), { context });
    expect(response.status).toBe(200);
    expect(response.headers.get('etag')).toMatch(/^W\/"[0-9a-f]{32}"$/);
    const body = (await response.json()) as { flags: { key: string }[]; eventStreams: unknown };
    expect(body.flags.map(({ key }) => key).sort()).toEqual(['needs-secret', 'no-off', 'shared', 'shown', 'theme']);
    expect(body.eventStreams).toEqual([
      {
        type: 'sse',
        endpoint: {
          requestUri: expect.stringMatching(
            new RegExp(`^/ofrep/v1/events\\?until=\\d+&proof=[0-9a-f]+&since=${flagstaff.revision!.token}$`),
          ),
        },
      },
    ]);
  });

  it('returns 304 when the client has the current flags', async () => {
    const handler = open();
    const etag = (await ask(handler, { context })).headers.get('etag')!;
    const again = await ask(handler, { context }, { headers: { 'if-none-match': etag } });
    expect(again.status).toBe(304);
    expect(await again.text()).toBe('');
    expect(again.headers.get('etag')).toBe(etag);
    const reordered = await ask(
      handler,
      { context: { plan: 'pro', targetingKey: 'u1' } },
      { headers: { 'if-none-match': `"other", ${etag.replace('W/', '')}` } },
    );
    expect(reordered.status).toBe(304);
  });

  it.each([
    ['another subject', { targetingKey: 'u2', plan: 'pro' }],
    ['another attribute', { ...context, seen: true }],
    ['an attribute less', { targetingKey: 'u1' }],
    ['no context', {}],
    ['an own __proto__', JSON.parse('{"targetingKey":"u1","plan":"pro","__proto__":{}}')],
    ['a number for a text', { targetingKey: 'u1', plan: 'pro', x: 1 }, { targetingKey: 'u1', plan: 'pro', x: '1' }],
    ['a list of pairs for an object', { x: [['a', 1]] }, { x: { a: 1 } }],
    ['an empty list for an empty object', { x: [] }, { x: {} }],
    ['an object with a list of members for an object', { x: { members: [['a', 1]] } }, { x: { a: 1 } }],
  ])('have another tag for %s, although the answers may be the same', async (_what, other, one: object = context) => {
    const handler = open();
    const etag = (await ask(handler, { context: one })).headers.get('etag')!;
    expect((await ask(handler, { context: other }, { headers: { 'if-none-match': etag } })).status).toBe(200);
  });

  it('returns different ETags for different environments with equal flags', async () => {
    const storage = createMemoryStorage({
      documents: [
        { kind: 'environment', key: 'staging' },
        { kind: 'environment', key: 'production' },
        { kind: 'flag', key: 'shown', type: 'boolean', clientSide: true },
      ],
    });
    const tags = new Set<string>();
    const clients = ['staging', 'production'].map((environment) => createFlagstaff({ storage, environment }));
    for (const own of clients) {
      await own.ready();
      const handler = ofrep(own, { authorize: 'anyone', events: false });
      tags.add((await ask(handler, { context: {} })).headers.get('etag')!);
    }
    await Promise.all(clients.map((own) => own.close()));
    expect(tags.size).toBe(2);
  });

  it('returns the same response while nothing changes, and a new event stream URL before the old one expires', async () => {
    const handler = open();
    const clock = vi.spyOn(Date, 'now');
    const at = async (instant: string, etag?: string) => {
      clock.mockReturnValue(Date.parse(instant));
      const headers = etag === undefined ? {} : { 'if-none-match': etag };
      const response = await ask(handler, { context: {} }, { headers });
      return { status: response.status, etag: response.headers.get('etag')!, text: await response.text() };
    };
    const first = await at('2026-12-01T00:00:00Z');
    expect(await at('2026-12-01T11:59:59Z')).toEqual(first);
    // After a 304 a client keeps using its URL, so one that is about to expire is replaced.
    const second = await at('2026-12-01T12:00:01Z', first.etag);
    expect(second.status).toBe(200);
    expect(second.text).not.toBe(first.text);
    // Another process with its own secret rejects the URL, too.
    const elsewhere = await ask(open(), { context: {} }, { headers: { 'if-none-match': second.etag } });
    expect(elsewhere.status).toBe(200);
    clock.mockRestore();
  });

  it('returns 304 after a change that no answer depends on', async () => {
    const handler = open();
    const etag = (await ask(handler, { context })).headers.get('etag')!;
    const before = flagstaff.revision!.number;
    await manage(flagstaff).set({ kind: 'flag', key: 'server-only', type: 'boolean', default: 'on' });
    await manage(flagstaff).set({ kind: 'segment', key: 'unused', when: { all: [] } });
    expect((await ask(handler, { context }, { headers: { 'if-none-match': etag } })).status).toBe(304);
    const { metadata } = (await (await ask(handler, { context })).json()) as { metadata: { revision: number } };
    expect(metadata.revision).toBe(before + 2);
  });

  it('returns another ETag after a change of an answer', async () => {
    const handler = open();
    const etag = (await ask(handler, { context })).headers.get('etag')!;
    await manage(flagstaff).set({ kind: 'flag', key: 'later', type: 'boolean', clientSide: true });
    const after = await ask(handler, { context }, { headers: { 'if-none-match': etag } });
    expect(after.status).toBe(200);
    expect(after.headers.get('etag')).not.toBe(etag);
  });
});

describe('authorization', () => {
  const key = 'a-key-that-is-not-guessable';

  it('is required', () => {
    for (const options of [undefined, {}, { authorize: true }, { authorize: undefined }]) {
      expect(() => ofrep(flagstaff, options as unknown as OfrepOptions)).toThrow(/`authorize`/);
    }
  });

  it('accepts a key as a bearer token or in a header of its own', async () => {
    const handler = open({ authorize: staticKeys(['another-key-of-sixteen', key]) });
    const status = async (headers: { readonly [name: string]: string }) =>
      (await ask(handler, { context: {} }, { key: 'shown', headers })).status;
    expect(await status({ authorization: `Bearer ${key}` })).toBe(200);
    expect(await status({ 'x-api-key': key })).toBe(200);
    expect(await status({})).toBe(401);
    expect(await status({ authorization: `Bearer ${key}x` })).toBe(401);
    expect(await status({ authorization: `Basic ${key}` })).toBe(401);
    expect(await status({ 'x-api-key': key.slice(0, -1) })).toBe(401);
  });

  it('rejects short keys', () => {
    for (const keys of [[], [undefined], ['short'], [key, '']]) {
      expect(() => staticKeys(keys)).toThrow(expect.objectContaining({ code: 'INVALID_OPTIONS' }));
    }
  });

  it('rejects keys that no request header can carry', () => {
    for (const end of ['\n', '\r\n', ' ', '\t', '\0', 'é']) {
      expect(() => staticKeys([key, `${key}${end}`])).toThrow(/no request header can carry/);
    }
    expect(() => staticKeys([`\uFEFF${key}`])).toThrow(/no request header can carry/);
    expect(() => staticKeys([`${key} with spaces`])).not.toThrow();
  });

  it('runs before anything is read or revealed', async () => {
    const handler = open({ authorize: () => false });
    for (const body of ['{', { context: {} }, 'x'.repeat(100_000)]) {
      for (const flag of ['shown', 'absent', undefined]) {
        const response = await ask(handler, body, flag === undefined ? {} : { key: flag });
        expect(response.status).toBe(401);
        expect(await response.json()).toEqual({ errorDetails: 'Authentication required.' });
      }
    }
  });

  it('returns 403 for a forbidden caller', async () => {
    expect((await ask(open({ authorize: () => 'forbidden' }), { context: {} })).status).toBe(403);
  });

  it('overrides claims with trusted attributes', async () => {
    const handler = open({ authorize: () => ({ attributes: { plan: 'free' } }) });
    const response = await ask(handler, { context: { plan: 'pro' } }, { key: 'theme' });
    expect(await response.json()).toMatchObject({ variant: 'light' });
  });

  it('overrides claims in every spelling of a trusted attribute', async () => {
    await manage(flagstaff).set({
      kind: 'flag',
      key: 'nested',
      type: 'boolean',
      rules: [{ when: { attribute: 'user.plan', operator: 'eq', value: 'pro' }, serve: 'on' }],
      clientSide: true,
    });
    const handler = open({ authorize: () => ({ attributes: { user: { plan: 'free' }, id: 10n } }) });
    for (const claim of [{ 'user.plan': 'pro' }, { user: { plan: 'pro' } }, { user: 'pro', 'user.plan': 'pro' }]) {
      const response = await ask(handler, { context: claim }, { key: 'nested' });
      expect(await response.json()).toMatchObject({ variant: 'off' });
    }
    const all = await ask(handler, { context: { 'user.plan': 'pro' } });
    expect(all.status).toBe(200);
    const own = await ask(open(), { context: { 'user.plan': 'pro' } }, { key: 'nested' });
    expect(await own.json()).toMatchObject({ variant: 'on' });
  });

  it.each([
    ['nothing', undefined, 401],
    ['null', null, 401],
    ['an arbitrary string', 'denied', 403],
    ['a number', 1, 403],
    ['a response', new Response(null, { status: 401 }), 403],
    ['an error', new Error('no'), 403],
    ['a list', [], 403],
    ['a session of another kind', new Map([['user', 'u1']]), 403],
    ['another field', { user: 'u1' }, 403],
    ['attributes that are not an object', { attributes: 'u1' }, 403],
    ['a caller that is not a string', { caller: 1 }, 403],
  ])('rejects a caller when authorize returns %s', async (_what, decision, status) => {
    const problems: FlagstaffError[] = [];
    flagstaff.on('error', (problem) => problems.push(problem));
    const handler = open({ authorize: () => decision as unknown as boolean });
    const response = await ask(handler, { context: {} }, { key: 'shown' });
    expect(response.status).toBe(status);
    expect(await response.text()).not.toContain('"value"');
    expect(problems.map(({ code }) => code)).toEqual(status === 401 ? [] : ['AUTHORIZE_FAILED']);
  });

  it('returns 403 and reports an error when authorize fails', async () => {
    const problems: FlagstaffError[] = [];
    flagstaff.on('error', (problem) => problems.push(problem));
    const handler = open({ authorize: () => Promise.reject(new Error('directory is down')) });
    const response = await ask(handler, { context: {} });
    expect(response.status).toBe(403);
    expect(await response.text()).not.toContain('directory');
    expect(problems.map(({ code }) => code)).toEqual(['AUTHORIZE_FAILED']);
  });

  it('limits the rate of requests', async () => {
    const handler = open({
      authorize: (request) => ({ caller: request.headers.get('x-api-key') ?? '' }),
      rateLimit: { perSecond: 3 },
    });
    const statuses: number[] = [];
    const delays = new Set<string | null>();
    for (let count = 0; count < 50; count++) {
      const response = await ask(handler, { context: {} }, { key: 'shown', headers: { 'x-api-key': 'one' } });
      statuses.push(response.status);
      if (response.status === 429) delays.add(response.headers.get('retry-after'));
    }
    expect(statuses.slice(0, 3)).toEqual([200, 200, 200]);
    expect(statuses).toContain(429);
    expect([...delays]).toEqual(['1']);
    expect((await ask(handler, { context: {} }, { headers: { 'x-api-key': 'other' } })).status).toBe(200);
  });
});

describe('invalid requests', () => {
  it.each([
    ['a body that is not JSON', '{"context":', 'PARSE_ERROR'],
    ['a body that is not UTF-8', new Uint8Array([0x7b, 0xff, 0x7d]), 'PARSE_ERROR'],
    ['a body that is not an object', '[]', 'INVALID_CONTEXT'],
    ['a context that is not an object', { context: 'u1' }, 'INVALID_CONTEXT'],
    ['a context that is a list', { context: [] }, 'INVALID_CONTEXT'],
    ['a context nested too deeply', `{"context":${'{"a":'.repeat(40)}1${'}'.repeat(40)}}`, 'INVALID_CONTEXT'],
    ['a list nested too deeply', `{"context":{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}}`, 'INVALID_CONTEXT'],
    ['too many values', { context: { list: Array.from({ length: 2_000 }, () => 1) } }, 'INVALID_CONTEXT'],
    ['a string that is too long', { context: { plan: 'x'.repeat(9_000) } }, 'INVALID_CONTEXT'],
  ])('with %s', async (_what, body, errorCode) => {
    const one = await ask(open(), body, { key: 'theme' });
    expect(one.status).toBe(400);
    expect(await one.json()).toMatchObject({ key: 'theme', errorCode });
    const all = await ask(open(), body);
    expect(all.status).toBe(400);
    expect(await all.json()).toMatchObject({ errorCode });
  });

  it('returns 413 for a body that is too large, regardless of its headers', async () => {
    const handler = open({ maxBodyBytes: 100 });
    const big = { context: { plan: 'x'.repeat(200) } };
    expect((await ask(handler, big)).status).toBe(413);
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(sink) {
        sent++;
        sink.enqueue(new Uint8Array(50).fill(0x20));
      },
    });
    const request = new Request('http://flags.example/ofrep/v1/evaluate/flags', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: endless,
      duplex: 'half',
    });
    expect((await handler(request)).status).toBe(413);
    expect(sent).toBeLessThan(10);
  });

  it('returns 400 for a compressed body or another content type', async () => {
    const post = (headers: { readonly [name: string]: string }) => ask(open(), { context: {} }, { headers });
    expect((await post({ 'content-encoding': 'gzip' })).status).toBe(400);
    expect((await post({ 'content-type': 'text/plain' })).status).toBe(400);
    expect((await post({ 'content-type': 'application/json; charset=utf-8' })).status).toBe(200);
  });

  it.each([
    '/ofrep/v1/evaluate/flags%2fshown',
    '/ofrep/v1/evaluate//flags/shown',
    '/ofrep/v1/evaluate/flags/sh%6fwn',
    '/ofrep/v1/evaluate/flags/shown/',
    '/OFREP/v1/evaluate/flags/shown',
    '/ofrep/v1/evaluate/flags/../flags/',
    '/ofrep/v1/evaluate/flags/one/shown',
    '/api/ofrep/v1/evaluate/flags/shown',
    '/ofrep/v1/evaluate/flags/__proto__',
    '/ofrep/v1/evaluate/flags/',
  ])('for a path spelled in another way: %s', async (path) => {
    const response = await open()(
      new Request(`http://flags.example${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"context":{}}',
      }),
    );
    expect(response.status).toBe(404);
    expect(await response.text()).not.toContain('"value"');
  });

  it('returns 405 for another method', async () => {
    const response = await open()(new Request('http://flags.example/ofrep/v1/evaluate/flags'));
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST');
  });
});

it('reports an error when the body was read before', async () => {
  const problems: FlagstaffError[] = [];
  flagstaff.on('error', (problem) => problems.push(problem));
  const request = new Request('http://flags.example/ofrep/v1/evaluate/flags/shown', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"context":{}}',
  });
  await request.text();
  expect((await open()(request)).status).toBe(500);
  expect(problems.map(({ code, cause }) => [code, String(cause)])).toEqual([
    ['ENDPOINT_FAILED', expect.stringContaining('was already read')],
  ]);
});

it('matches raw paths, not normalized URLs', () => {
  const handler = open();
  expect(handler.match('/ofrep/v1/evaluate/flags/shown')).toBeDefined();
  for (const key of ['x/../shown', 'x/%2e%2e/shown', './shown', 'x\\..\\shown', 'shown#x', 'one/shown']) {
    expect(handler.match(`/ofrep/v1/evaluate/flags/${key}`)).toBeUndefined();
  }
});

it('serves a base path', async () => {
  const handler = open({ basePath: '/api' });
  expect(handler.match('/api/ofrep/v1/evaluate/flags')).toBeDefined();
  expect(handler.match('/ofrep/v1/evaluate/flags')).toBeUndefined();
});

it('allows configured origins to read responses', async () => {
  const handler = open({ cors: { origins: ['https://shop.example'] } });
  const from = (origin: string) => ask(handler, { context: {} }, { headers: { origin } });
  const allowed = await from('https://shop.example');
  expect(allowed.headers.get('access-control-allow-origin')).toBe('https://shop.example');
  expect(allowed.headers.get('access-control-expose-headers')).toContain('ETag');
  const other = await from('https://evil.example');
  expect(other.headers.get('access-control-allow-origin')).toBeNull();
  expect(other.headers.get('vary')).toBe('Origin');
  const preflight = await handler(
    new Request('http://flags.example/ofrep/v1/evaluate/flags', {
      method: 'OPTIONS',
      headers: { origin: 'https://shop.example' },
    }),
  );
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get('access-control-allow-headers')).toContain('If-None-Match');
  expect(allowed.headers.get('access-control-allow-credentials')).toBeNull();
});

it('allows headers of tracing, further headers, and cookies of configured origins', async () => {
  const origin = 'https://shop.example';
  const handler = open({ cors: { origins: [origin], headers: ['X-Tenant'], credentials: true } });
  const url = 'http://flags.example/ofrep/v1/evaluate/flags';
  const preflight = await handler(new Request(url, { method: 'OPTIONS', headers: { origin } }));
  const names = preflight.headers.get('access-control-allow-headers')!.toLowerCase().split(', ');
  expect(names).toEqual(expect.arrayContaining(['x-tenant', 'traceparent', 'tracestate', 'baggage', 'sentry-trace']));
  expect(preflight.headers.get('access-control-allow-credentials')).toBe('true');
  const response = await ask(handler, { context: {} }, { headers: { origin } });
  expect(response.headers.get('access-control-allow-credentials')).toBe('true');
  const stranger = await ask(handler, { context: {} }, { headers: { origin: 'https://evil.example' } });
  expect(stranger.headers.get('access-control-allow-credentials')).toBeNull();
});

it('rejects invalid options with a message', () => {
  const wrong: unknown[] = [
    { color: 'red' },
    { flags: 'some' },
    { basePath: 'api' },
    { basePath: '/api/' },
    { maxBodyBytes: 0 },
    { maxBodyBytes: '9' },
    { rateLimit: { perSecond: 0 } },
    { cors: { origins: 'https://shop.example' } },
    { cors: { origins: ['https://shop.example'], headers: ['X Tenant'] } },
    { cors: { origins: ['https://shop.example'], headers: 'X-Tenant' } },
    { cors: { origins: ['https://shop.example'], credentials: 'include' } },
    { cors: { origins: ['*'], credentials: true } },
    { cors: { origin: ['https://shop.example'] } },
    { events: { secret: 'short' } },
    { events: { maxStreams: Number.NaN } },
  ];
  for (const options of wrong) {
    expect(() => open(options as Partial<OfrepOptions>)).toThrow(expect.objectContaining({ code: 'INVALID_OPTIONS' }));
  }
  expect(() => ofrep(undefined as unknown as Flagstaff, { authorize: 'anyone' })).toThrow(/createFlagstaff/);
  expect(isFlagstaffError(new Error('no'))).toBe(false);
});

it('returns an error while nothing is loaded', async () => {
  const never = createFlagstaff({
    storage: {
      name: 'never',
      get: () => Promise.reject(new Error('down')),
      set: () => Promise.reject(new Error('down')),
      delete: () => Promise.reject(new Error('down')),
      list: () => Promise.reject(new Error('down')),
    },
  });
  const handler = ofrep(never, { authorize: 'anyone' });
  for (const key of ['shown', undefined]) {
    const response = await ask(handler, { context: {} }, key === undefined ? {} : { key });
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('down');
  }
  await never.close();
});
