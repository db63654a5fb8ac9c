import { httpStorage } from '@flagstaff/relay';
import type { HttpStorageOptions } from '@flagstaff/relay';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answering } from './support/serve.ts';
import type { Served } from './support/serve.ts';

let served: Served;
let seen: (string | undefined)[];
beforeEach(async () => {
  seen = [];
  served = await answering((req, res) => {
    seen.push(req.headers.authorization);
    res.writeHead(200, { 'content-type': 'application/json' }).end('{"revision":null,"documents":[]}');
  });
});
afterEach(() => served.close());

const reader = (options: object): ReturnType<typeof httpStorage> =>
  httpStorage({ url: served.url, ...(options as Partial<HttpStorageOptions>) });

const throwing = (): never => {
  throw new Error('secret');
};
const looped = new Error('secret');
looped.cause = looped;

describe('the `headers` function', () => {
  it.each<[what: string, headers: () => unknown]>([
    ['an object', () => ({ Authorization: 'Bearer key' })],
    ['a promise of an object', async () => ({ authorization: 'Bearer key' })],
    ['Headers', () => new Headers({ authorization: 'Bearer key' })],
  ])('may return %s', async (_what, headers) => {
    expect(await reader({ headers }).snapshot()).toMatchObject({ documents: [] });
    expect(seen).toEqual(['Bearer key']);
  });

  // A request without the credentials would have another identity.
  it.each<[what: string, headers: () => unknown]>([
    ['null', () => null],
    ['undefined', () => undefined],
    ['a number', () => 1],
    ['a text', () => 'secret'],
    ['a symbol', () => Symbol('secret')],
    ['a list', () => [['authorization', 'secret']]],
    ['a Map', () => new Map([['authorization', 'secret']])],
    ['an object with a promise', () => ({ authorization: Promise.resolve('secret') })],
    ['an object with undefined', () => ({ authorization: undefined })],
    ['a value with a line break', () => ({ authorization: 'secret\r\nx: y' })],
    [
      'a getter that throws',
      () => ({
        get authorization() {
          return throwing();
        },
      }),
    ],
    ['a proxy that throws', () => new Proxy({}, { ownKeys: throwing })],
    ['an error that it throws', throwing],
    ['undefined that it rejects with', () => Promise.reject(undefined)],
    ['an error that is its own cause', () => Promise.reject(looped)],
  ])('fails the request, and sends none, with %s', async (_what, headers) => {
    const failure = await reader({ headers })
      .snapshot()
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
    expect(String(failure)).not.toContain('secret');
    expect(seen).toEqual([]);
  });

  it('times out when it never settles', async () => {
    const failure = reader({
      headers: () => new Promise(() => undefined),
      timeoutMs: 200,
      loadTimeoutMs: 200,
    }).snapshot();
    await expect(failure).rejects.toMatchObject({ code: 'STORAGE_TIMEOUT' });
  });
});

describe('the `fetch` function', () => {
  it.each<[what: string, fetch: () => unknown]>([
    ['undefined', () => undefined],
    ['null', () => null],
    ['a number', () => 1],
    ['an empty object', () => ({})],
    ['a Map', () => new Map()],
    ['a status without a body', () => ({ status: 200 })],
    [
      'a getter that throws',
      () => ({
        get status() {
          return throwing();
        },
      }),
    ],
    ['an error that it throws', throwing],
    ['undefined that it rejects with', () => Promise.reject(undefined)],
    ['an error that is its own cause', () => Promise.reject(looped)],
  ])('fails the request with %s', async (_what, fetch) => {
    for (const ask of ['snapshot', 'revision', 'watch'] as const) {
      const failure = await reader({ fetch })[ask]!(() => undefined).catch((error: unknown) => error);
      expect(failure).toMatchObject({ code: expect.stringMatching(/^(STORAGE|WATCH)_/) as string });
      expect(String(failure)).not.toContain('secret');
    }
  });
});

it.each([
  ['a promise', Promise.resolve({ authorization: 'secret' })],
  ['a Map', new Map([['authorization', 'secret']])],
  ['a list', [['authorization', 'secret']]],
])('rejects %s as the `headers` option', (_what, headers) => {
  expect(() => reader({ headers })).toThrow(/INVALID_OPTIONS|headers/);
});
