// Tests a shared cache in front of a relay: the one of undici, which implements RFC 9111.
import { createFlagstaff } from '@flagstaff/core';
import { createMemoryStorage } from '@flagstaff/core/storage';
import { manage } from '@flagstaff/core/management';
import { httpStorage, relay, staticKeys } from '@flagstaff/relay';
import type { RelayOptions } from '@flagstaff/relay';
import { Agent, cacheStores, interceptors, request } from 'undici';
import { describe, expect, it, onTestFinished } from 'vitest';
import { follow, numberFlag, numberOf } from './support/origin.ts';
import { answering, inHono } from './support/serve.ts';

const KEYS = ['the-key-of-a-reader', 'the-key-of-another-one'] as const;
const HEADERS = ['Authorization', 'X-API-Key'];

/** Starts a relay behind a shared cache. Counts the requests that reach the relay, by the first part of their path. */
async function cached(options: Partial<RelayOptions>) {
  const { flagstaff } = follow(createMemoryStorage({ documents: [numberFlag('a', 1)] }), { pollIntervalMs: 60_000 });
  await flagstaff.ready();
  const handler = relay(flagstaff, { authorize: staticKeys(KEYS), ...options });
  const reached: string[] = [];
  const served = await inHono((asked) => {
    reached.push(new URL(asked.url).pathname.split('/')[3]!);
    return handler(asked);
  });
  onTestFinished(() => served.close());
  const agent = new Agent();
  const dispatcher = agent.compose(interceptors.cache({ type: 'shared', store: new cacheStores.MemoryCacheStore() }));
  onTestFinished(() => agent.close());
  const cache = await answering((req, res) => {
    const { host: _, connection: _1, ...headers } = req.headers;
    void (async () => {
      const response = await request(served.url + req.url!, { headers, dispatcher });
      const { connection: _2, 'transfer-encoding': _3, ...sent } = response.headers;
      res.writeHead(response.statusCode, sent as { [name: string]: string });
      res.end(Buffer.from(await response.body.arrayBuffer()));
    })();
  });
  onTestFinished(() => cache.close());
  return { flagstaff, reached, url: cache.url };
}

/** Reads once with a key. */
async function read(url: string, key: string | undefined): Promise<number> {
  const headers = key === undefined ? {} : { authorization: `Bearer ${key}` };
  const reader = createFlagstaff({ storage: httpStorage({ url, headers }), pollIntervalMs: false });
  reader.on('error', () => undefined);
  await reader.refresh();
  const value = numberOf(reader);
  await reader.close();
  return value;
}

describe('with sharedCache', () => {
  it('the readers of a key cost the relay one request for each document', async () => {
    const { reached, url } = await cached({ sharedCache: { credentialHeaders: HEADERS } });
    for (let reader = 0; reader < 20; reader++) expect(await read(url, KEYS[0])).toBe(1);
    expect(reached.filter((name) => name === 'documents')).toHaveLength(1);
  });

  it('readers that hold the same revision cost the relay one request for a change', async () => {
    const { flagstaff, reached, url } = await cached({ sharedCache: { credentialHeaders: HEADERS } });
    const headers = { authorization: `Bearer ${KEYS[0]}` };
    const readers = Array.from({ length: 10 }, () => {
      const storage = httpStorage({ url, headers, events: false });
      const reader = createFlagstaff({ storage, pollIntervalMs: false });
      onTestFinished(() => reader.close());
      return reader;
    });
    for (const reader of readers) await reader.refresh();
    await manage(flagstaff).set(numberFlag('a', 2));
    for (const reader of readers) {
      // The cache may answer with the previous head for a second.
      await expect.poll(() => reader.refresh().then(() => numberOf(reader)), { timeout: 10_000 }).toBe(2);
    }
    expect(reached.filter((name) => name === 'changes')).toHaveLength(1);
    expect(reached.filter((name) => name === 'documents')).toHaveLength(1);
  });

  it('a stored response answers no request with another key, or none', async () => {
    const { reached, url } = await cached({ sharedCache: { credentialHeaders: HEADERS } });
    expect(await read(url, KEYS[0])).toBe(1);
    const before = reached.length;
    expect(await read(url, undefined)).toBe(-1);
    expect(await read(url, 'a-key-that-is-refused')).toBe(-1);
    expect(reached.slice(before)).toEqual(['head', 'head']);
    expect(await read(url, KEYS[1])).toBe(1);
    expect(reached.slice(before)).toEqual(['head', 'head', 'head', 'documents']);
    const path = await documentsPath(url);
    const stolen = await fetch(url + path);
    expect(stolen.status).toBe(401);
    await stolen.text();
  });

  it('names everything that responses depend on in Vary', async () => {
    const { url } = await cached({
      sharedCache: { credentialHeaders: HEADERS },
      cors: { origins: ['https://shop.example'] },
    });
    const response = await fetch(`${url}/flagstaff/v1/head`, { headers: { 'x-api-key': KEYS[0] } });
    expect(response.headers.get('vary')).toBe('Accept-Encoding, Authorization, X-API-Key, Origin');
    expect(response.headers.get('cache-control')).toBe('public, max-age=0, s-maxage=1');
    await response.text();
    const path = await documentsPath(url);
    const documents = await fetch(url + path, { headers: { 'x-api-key': KEYS[0] } });
    expect(documents.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    await documents.text();
    const refused = await fetch(url + path);
    expect([refused.status, refused.headers.get('cache-control')]).toEqual([401, 'private, no-store']);
    await refused.text();
  });
});

it('without sharedCache, nothing is stored', async () => {
  const { reached, url } = await cached({});
  for (let reader = 0; reader < 3; reader++) expect(await read(url, KEYS[0])).toBe(1);
  expect(reached).toEqual(['head', 'documents', 'head', 'documents', 'head', 'documents']);
});

it.each<[name: string, options: object]>([
  ['no headers, for a function', { sharedCache: { credentialHeaders: [] } }],
  ['nothing', { sharedCache: {} }],
  ['a boolean', { sharedCache: true }],
  ['a text', { sharedCache: { credentialHeaders: 'authorization' } }],
  ['a number', { sharedCache: { credentialHeaders: [1] } }],
  ['an invalid name', { sharedCache: { credentialHeaders: ['x\ny'] } }],
  ['another option', { sharedCache: { credentialHeaders: HEADERS, seconds: 1 } }],
])('rejects %s', async (_name, options) => {
  const flagstaff = createFlagstaff({ bootstrap: [numberFlag('a', 1)] });
  onTestFinished(() => flagstaff.close());
  const invalid = expect.objectContaining({ code: 'INVALID_OPTIONS' }) as Error;
  expect(() => relay(flagstaff, { authorize: () => true, ...options })).toThrow(invalid);
});

it('needs no headers for a public relay', async () => {
  const { reached, url } = await cached({ authorize: 'anyone', sharedCache: { credentialHeaders: [] } });
  expect(await read(url, undefined)).toBe(1);
  expect(await read(url, KEYS[0])).toBe(1);
  expect(reached.filter((name) => name === 'documents')).toHaveLength(1);
});

/** Returns the path of the current revision's documents, as a reader with a key finds it. */
async function documentsPath(url: string): Promise<string> {
  const head = await fetch(`${url}/flagstaff/v1/head`, { headers: { 'x-api-key': KEYS[0] } });
  await head.text();
  return `/flagstaff/v1/documents/${head.headers.get('etag')!.slice('W/"'.length, -1)}`;
}
