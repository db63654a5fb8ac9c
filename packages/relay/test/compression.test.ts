// Tests compressed responses, over real HTTP.
import { createFlagstaff } from '@flagstaff/core';
import { createMemoryStorage } from '@flagstaff/core/storage';
import { httpStorage, relay } from '@flagstaff/relay';
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { numberFlag, origin } from './support/origin.ts';
import type { Origin } from './support/origin.ts';
import { answering, FRAMEWORKS } from './support/serve.ts';

const DOCUMENTS = '/flagstaff/v1/documents';

const twenty = (): Promise<Origin> =>
  origin(createMemoryStorage({ documents: Array.from({ length: 20 }, (_, at) => numberFlag(`flag-${at}`, at)) }));

/** Sends a request without the decompression of `fetch`. */
async function raw(url: string, headers = {}, method = 'GET'): Promise<{ response: IncomingMessage; body: Buffer }> {
  const [response] = (await once(request(url, { headers, method }).end(), 'response')) as [IncomingMessage];
  return { response, body: await buffer(response) };
}

describe.each(FRAMEWORKS)('mounted in %s', (_name, start) => {
  it('compresses what a reader accepts, and only that', async () => {
    const { flagstaff } = await twenty();
    const served = await start(relay(flagstaff, { authorize: 'anyone' }));
    onTestFinished(() => served.close());
    const url = served.url + DOCUMENTS;
    const plain = await raw(url);
    expect(plain.response.headers['content-encoding']).toBeUndefined();
    expect(plain.response.headers.vary).toBe('Accept-Encoding');
    const compressed = await raw(url, { 'accept-encoding': 'gzip, deflate' });
    expect(compressed.response.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'Accept-Encoding' });
    expect(compressed.body.byteLength).toBeLessThan(plain.body.byteLength / 2);
    expect(gunzipSync(compressed.body).equals(plain.body)).toBe(true);
    // Either version is the same content.
    const { etag } = compressed.response.headers;
    expect(plain.response.headers.etag).toBe(etag);
    const known = await raw(url, { 'if-none-match': etag });
    expect([known.response.statusCode, known.body.byteLength]).toEqual([304, 0]);
    const head = await raw(url, { 'accept-encoding': 'gzip' }, 'HEAD');
    expect(head.response.headers).toMatchObject({
      'content-encoding': 'gzip',
      'content-length': String(compressed.body.byteLength),
    });
  });
});

it.each([
  ['gzip', true],
  ['GZIP;q=0.5', true],
  ['br, *', true],
  ['*;q=0, gzip', true],
  ['identity', false],
  ['br', false],
  ['gzip;q=0', false],
  ['gzip; q=0.000, *', false],
  ['*;q=0', false],
  ['', false],
  [',;q=,,', false],
  ['gzip,'.repeat(500), false],
])('reads Accept-Encoding: %s', async (header, compressed) => {
  const { served } = await twenty();
  const { response } = await raw(served.url + DOCUMENTS, { 'accept-encoding': header });
  expect(response.headers['content-encoding']).toBe(compressed ? 'gzip' : undefined);
});

it('does not compress small bodies', async () => {
  const { served } = await twenty();
  const { response, body } = await raw(`${served.url}/flagstaff/v1/head`, { 'accept-encoding': 'gzip' });
  expect(response.headers['content-encoding']).toBeUndefined();
  expect(JSON.parse(body.toString())).toHaveProperty('revision.number');
});

it('compresses once for all readers of a revision', async () => {
  const { served } = await twenty();
  const all = await Promise.all(
    Array.from({ length: 20 }, () => raw(served.url + DOCUMENTS, { 'accept-encoding': 'gzip' })),
  );
  expect(new Set(all.map(({ body }) => body.toString('base64'))).size).toBe(1);
});

it('abandons a response that unpacks to more than maxBytes', async () => {
  const bomb = gzipSync(Buffer.alloc(50_000_000, ' '));
  const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
  const { url, close } = await answering((_req, res) => void res.writeHead(200, headers).end(bomb));
  onTestFinished(close);
  const storage = httpStorage({ url, maxBytes: 100_000 });
  await expect(storage.revision()).rejects.toMatchObject({ code: 'STORAGE_CORRUPT' });
  await expect(storage.snapshot()).rejects.toMatchObject({ code: 'STORAGE_CORRUPT' });
  await expect(storage.changes({ epoch: 'e', number: 1, token: 't' })).rejects.toMatchObject({
    code: 'STORAGE_CORRUPT',
  });
});

it('reads a relay that compresses', async () => {
  const { served, flagstaff } = await twenty();
  const encodings: (string | null)[] = [];
  const storage = httpStorage({
    url: served.url,
    async fetch(url, init) {
      const response = await fetch(url, init);
      encodings.push(response.headers.get('content-encoding'));
      return response;
    },
  });
  const reader = createFlagstaff({ storage, pollIntervalMs: false });
  onTestFinished(() => reader.close());
  await reader.refresh();
  expect(reader.revision).toEqual(flagstaff.revision);
  expect(encodings).toContain('gzip');
});
