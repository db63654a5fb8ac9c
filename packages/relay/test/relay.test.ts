import { createFlagstaff } from '@flagstaff/core';
import type { Document, Flagstaff } from '@flagstaff/core';
import { createMemoryStorage } from '@flagstaff/core/storage';
import type { Snapshot } from '@flagstaff/core/storage';
import { manage } from '@flagstaff/core/management';
import { httpStorage, relay, staticKeys } from '@flagstaff/relay';
import type { RelayOptions } from '@flagstaff/relay';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { follow, numberFlag, origin } from './support/origin.ts';
import { FRAMEWORKS } from './support/serve.ts';

const DOCUMENTS = 'http://flags.example/flagstaff/v1/documents';
const EVENTS = 'http://flags.example/flagstaff/v1/events';

describe.each(FRAMEWORKS)('mounted in %s', (_name, start) => {
  it('serves documents, responds 304 without a change, and announces changes', async () => {
    const { flagstaff } = follow(createMemoryStorage({ documents: [numberFlag('a', 1)] }));
    await flagstaff.ready();
    const handler = relay(flagstaff, { authorize: 'anyone' });
    const { url, close } = await start(handler);
    try {
      const whole = await fetch(`${url}/flagstaff/v1/documents`);
      const { revision } = flagstaff;
      expect(whole.headers.get('cache-control')).toBe('private, no-cache');
      expect(await (await fetch(`${url}/flagstaff/v1/head`)).json()).toEqual({ revision });
      expect(await whole.json()).toEqual({ revision, documents: await manage(flagstaff).list() });
      const etag = whole.headers.get('etag')!;
      for (const method of ['GET', 'HEAD']) {
        const known = await fetch(`${url}/flagstaff/v1/documents`, { method, headers: { 'if-none-match': etag } });
        expect([known.status, await known.text()]).toEqual([304, '']);
      }
      const head = await fetch(`${url}/flagstaff/v1/documents`, { method: 'HEAD' });
      expect([head.status, head.headers.get('etag'), await head.text()]).toEqual([200, etag, '']);

      const events = await fetch(`${url}/flagstaff/v1/events`);
      const reader = events.body!.pipeThrough(new TextDecoderStream()).getReader();
      expect((await reader.read()).value).toContain(': open');
      await manage(flagstaff).set(numberFlag('a', 2));
      expect((await reader.read()).value).toBe(
        `id: ${flagstaff.revision!.token}\ndata: ${JSON.stringify({ type: 'changed', revision: flagstaff.revision })}\n\n`,
      );
      await reader.cancel();
      const next = await fetch(`${url}/flagstaff/v1/documents`, { headers: { 'if-none-match': etag } });
      expect(next.status).toBe(200);
      await next.text();
      expect((await fetch(`${url}/flagstaff/v1/documents/`)).status).toBe(404);
      expect((await fetch(`${url}/flagstaff/v1/documents`, { method: 'POST' })).status).toBe(405);
      await expect.poll(() => handler.openStreams).toBe(0);
    } finally {
      await close();
    }
  });
});

describe('authorization', () => {
  let flagstaff: Flagstaff;
  beforeEach(async () => {
    flagstaff = createFlagstaff({ bootstrap: [numberFlag('a', 1)] });
    await flagstaff.ready();
  });
  afterEach(() => flagstaff.close());

  it('is required', () => {
    expect(() => relay(flagstaff, {} as RelayOptions)).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTIONS' }) as Error,
    );
    expect(() => relay(undefined as unknown as Flagstaff, { authorize: 'anyone' })).toThrow('createFlagstaff');
    expect(() => relay(flagstaff, { authorize: 'anyone', basepath: '' } as RelayOptions)).toThrow('basepath');
    expect(() => relay(flagstaff, { authorize: 'anyone', events: { heartbeatSeconds: 0 } })).toThrow(
      'heartbeatSeconds',
    );
  });

  it.each([DOCUMENTS, EVENTS])('runs before anything is revealed at %s', async (url) => {
    const key = 'a key with more than sixteen'.replaceAll(' ', '-');
    const handler = relay(flagstaff, { authorize: staticKeys([key]) });
    const status = async (headers: { [name: string]: string }): Promise<number> => {
      const response = await handler(new Request(url, { headers }));
      await response.body?.cancel();
      return response.status;
    };
    expect(await status({})).toBe(401);
    expect(await status({ authorization: 'Bearer a-key-with-more-than-sixteeN' })).toBe(401);
    expect(await status({ authorization: `Bearer ${key}` })).toBe(200);
    const forbidding = relay(flagstaff, { authorize: () => 'forbidden' });
    expect((await forbidding(new Request(url))).status).toBe(403);
  });

  it('rejects the request and reports an error when authorize throws', async () => {
    const emitted: string[] = [];
    flagstaff.on('error', ({ code }) => emitted.push(code));
    const handler = relay(flagstaff, {
      authorize() {
        throw new Error('no session store');
      },
    });
    expect((await handler(new Request(DOCUMENTS))).status).toBe(403);
    expect(emitted).toEqual(['AUTHORIZE_FAILED']);
  });

  it.each([
    ['nothing', undefined, 401],
    ['an arbitrary string', 'denied', 403],
    ['a number', 1, 403],
    ['a response', new Response(null, { status: 401 }), 403],
    ['another field', { user: 'u1' }, 403],
    ['a caller that is not a string', { caller: 1 }, 403],
  ])('rejects a caller when authorize returns %s', async (_what, decision, status) => {
    const emitted: string[] = [];
    flagstaff.on('error', ({ code }) => emitted.push(code));
    const handler = relay(flagstaff, { authorize: () => decision as unknown as boolean });
    for (const url of [DOCUMENTS, EVENTS]) expect((await handler(new Request(url))).status).toBe(status);
    expect(emitted).toEqual(status === 401 ? [] : ['AUTHORIZE_FAILED']);
  });

  it('allows pages of configured origins', async () => {
    const handler = relay(flagstaff, {
      authorize: 'anyone',
      cors: { origins: ['https://shop.example'], headers: ['X-Tenant'], credentials: true },
    });
    const response = await handler(new Request(DOCUMENTS, { headers: { origin: 'https://shop.example' } }));
    expect(response.headers.get('access-control-allow-origin')).toBe('https://shop.example');
    const preflight = await handler(new Request(DOCUMENTS, { method: 'OPTIONS' }));
    expect(preflight.headers.get('access-control-allow-methods')).toBe('GET, HEAD');
    expect(preflight.headers.get('access-control-allow-headers')).toMatch(/traceparent.*X-Tenant/);
    expect(response.headers.get('access-control-allow-credentials')).toBe('true');
  });
});

describe('served documents', () => {
  it('are those of the store, including unknown kinds', async () => {
    const stored: Document[] = [numberFlag('a', 1), numberFlag('b', 2)];
    const store = createMemoryStorage({ documents: stored });
    const newer = { kind: 'flag', key: 'a', type: 'tristate', note: '\ud800', ['__proto__']: { polluted: true } };
    await store.set(JSON.parse(JSON.stringify(newer)) as Document);
    await store.set({ kind: 'experiment', key: 'x' } as unknown as Document);
    const { flagstaff, problems } = follow(store);
    await flagstaff.ready();
    expect(problems).toContain('DOCUMENT_REJECTED');
    const response = await relay(flagstaff, { authorize: 'anyone' })(new Request(DOCUMENTS));
    const { documents } = (await response.json()) as { documents: Document[] };
    const sorted = (list: readonly Document[]): Document[] => list.toSorted((x, y) => (x.key < y.key ? -1 : 1));
    expect(sorted(documents)).toEqual(sorted(await store.list()));
  });

  it('have the same ETag on every relay of a store', async () => {
    const store = createMemoryStorage({ documents: [numberFlag('b', 2)] });
    const first = follow(store);
    await first.flagstaff.ready();
    await manage(first.flagstaff).set(numberFlag('a', 1));
    const second = follow(store);
    await second.flagstaff.ready();
    const tags = [first, second].map(async ({ flagstaff }) => {
      const { headers } = await relay(flagstaff, { authorize: 'anyone' })(new Request(DOCUMENTS, { method: 'HEAD' }));
      return headers.get('etag');
    });
    expect(new Set(await Promise.all(tags)).size).toBe(1);
  });

  it('include those of a client’s own store, with stored fields', async () => {
    const own = createFlagstaff({ bootstrap: [numberFlag('a', 1), numberFlag('b', 2)] });
    const response = await relay(own, { authorize: 'anyone' })(new Request(DOCUMENTS));
    const { revision, documents } = (await response.json()) as { revision: unknown; documents: Document[] };
    expect([revision, documents]).toEqual([own.revision, await manage(own).list()]);
    expect(documents[0]).toMatchObject({ key: 'a', version: 1 });
    await own.close();
  });

  it('exclude bootstrap documents', async () => {
    const empty = follow(createMemoryStorage(), { bootstrap: [numberFlag('a', 1)] });
    await empty.flagstaff.ready();
    const response = await relay(empty.flagstaff, { authorize: 'anyone' })(new Request(DOCUMENTS));
    expect(await response.json()).toEqual({ revision: null, documents: [] });

    const away = createMemoryStorage();
    await away.close();
    const lost = follow(away, { bootstrap: [numberFlag('a', 1)] });
    await expect.poll(() => lost.problems).toContain('CLOSED');
    expect((await relay(lost.flagstaff, { authorize: 'anyone' })(new Request(DOCUMENTS))).status).toBe(503);
  });

  it('stay available while the store is unavailable, and end when the client is closed', async () => {
    const store = createMemoryStorage({ documents: [numberFlag('a', 1)] });
    const { flagstaff } = follow(store);
    await flagstaff.ready();
    const handler = relay(flagstaff, { authorize: 'anyone' });
    await store.close();
    await expect.poll(() => flagstaff.state).toBe('stale');
    expect((await handler(new Request(DOCUMENTS))).status).toBe(200);
    await flagstaff.close();
    expect((await handler(new Request(DOCUMENTS))).status).toBe(503);
  });
});

it('limits the number of streams, and opens none when events are off', async () => {
  const { flagstaff } = follow(createMemoryStorage({ documents: [numberFlag('a', 1)] }));
  await flagstaff.ready();
  const handler = relay(flagstaff, { authorize: 'anyone', events: { maxStreams: 1 } });
  const stream = await handler(new Request(EVENTS));
  expect((await handler(new Request(EVENTS))).status).toBe(429);
  await stream.body!.cancel();
  expect((await relay(flagstaff, { authorize: 'anyone', events: false })(new Request(EVENTS))).status).toBe(404);
});

it('ends its streams when the server stops', async () => {
  const { flagstaff } = follow(createMemoryStorage({ documents: [numberFlag('a', 1)] }));
  await flagstaff.ready();
  const handler = relay(flagstaff, { authorize: 'anyone' });
  const stream = await handler(new Request(EVENTS));
  handler.close();
  expect(handler.openStreams).toBe(0);
  expect(await stream.text()).toContain(': open');
});

it('writes any revision as an event id on one line', async () => {
  const store = createMemoryStorage({ documents: [numberFlag('a', 1)] });
  const odd = { epoch: 'e', number: 1, token: 'a\nb \ud800' };
  const { documents } = await store.snapshot();
  const snapshot = async (): Promise<Snapshot> => ({ revision: odd, documents });
  const { flagstaff } = follow({ ...store, snapshot, revision: async () => odd });
  await flagstaff.ready();
  const stream = await relay(flagstaff, { authorize: 'anyone' })(new Request(EVENTS));
  const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader();
  expect((await reader.read()).value).toBe('id: a%0Ab%20%EF%BF%BD\n: open\n\n');
  await reader.cancel();
});

it('serves no stored members of segments, and reports that', async () => {
  const store = createMemoryStorage({
    documents: [
      { kind: 'segment', key: 'early-birds', members: 'stored' },
      { kind: 'flag', key: 'editor', type: 'boolean', rules: [{ when: { segment: 'early-birds' }, serve: 'on' }] },
    ],
  });
  const { flagstaff, handler, served } = await origin(store);
  await manage(flagstaff).addMembers('early-birds', ['ada']);
  const reader = follow(httpStorage({ url: served.url }));
  await reader.flagstaff.ready();
  const ask = async (of: Flagstaff): Promise<unknown> => {
    const flags = of.forContext({ targetingKey: 'ada' });
    await flags.lookUpMembers();
    const { value, unknownMembers } = flags.details('editor', false);
    return { value, unknownMembers };
  };
  expect(await ask(flagstaff)).toEqual({ value: true });
  expect(await ask(reader.flagstaff)).toEqual({ value: false, unknownMembers: ['early-birds'] });
  expect(reader.problems).toEqual(['CAPABILITY_MISSING']);
  await expect(manage(reader.flagstaff).members('early-birds')).rejects.toMatchObject({ code: 'CAPABILITY_MISSING' });
  handler.close();
});
