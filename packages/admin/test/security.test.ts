import { once } from 'node:events';
import { get } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { expect, it } from 'vitest';
import { readContract, startApi } from './support/api.ts';

readContract();

const FLAG = { kind: 'flag', key: 'a', type: 'boolean' };

it.each([
  ['another origin', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
  ['another subdomain', { 'sec-fetch-site': 'same-site', origin: 'https://b.example' }],
  ['no origin in a browser', { 'sec-fetch-site': 'none' }],
  ['an old browser on another origin', { origin: 'https://evil.example' }],
  ['an opaque origin', { origin: 'null' }],
  ['a cookie without the header', { cookie: 'session=1' }],
])('refuses a write from %s', async (_name, headers) => {
  const { ask, flagstaff } = await startApi();
  const answer = await ask('POST', '/flags', { body: FLAG, headers });
  expect(answer).toMatchObject({ status: 403, body: { code: 'CROSS_ORIGIN' } });
  expect(flagstaff.revision).toBeUndefined();
});

it('allows writes of its own origin, of trusted origins, and of programs', async () => {
  const { ask, url } = await startApi({ trustedOrigins: ['https://tools.example'] });
  const write = (key: string, headers: { readonly [name: string]: string }) =>
    ask('POST', '/flags', { body: { ...FLAG, key }, headers });
  expect((await write('a', {})).status).toBe(201);
  expect((await write('b', { 'sec-fetch-site': 'same-origin', cookie: 's=1', 'flagstaff-admin': '1' })).status).toBe(
    201,
  );
  expect((await write('c', { origin: new URL(url).origin })).status).toBe(201);
  const trusted = { 'sec-fetch-site': 'cross-site', origin: 'https://tools.example' };
  const answer = await write('d', trusted);
  expect(answer.status).toBe(201);
  expect(answer.headers.get('access-control-allow-origin')).toBe('https://tools.example');
  const preflight = await ask('OPTIONS', '/flags/a', { headers: { origin: 'https://tools.example' } });
  expect(preflight.headers.get('access-control-allow-headers')).toMatch(/If-Match, Idempotency-Key/);
  expect(preflight.headers.get('access-control-allow-methods')).toBe('GET, HEAD, PUT, PATCH, DELETE');
});

it('refuses reads from another site, except links', async () => {
  const { url } = await startApi();
  // `fetch` of Node sets headers of its own.
  const statusOf = async (headers: { readonly [name: string]: string }): Promise<number> => {
    const sending = get(`${url}/api/v1/flags`, { headers: { 'x-user': 'root', ...headers } });
    const [response] = (await once(sending, 'response')) as [IncomingMessage];
    response.resume();
    return response.statusCode!;
  };
  const site = { 'sec-fetch-site': 'cross-site' };
  expect(await statusOf(site)).toBe(403);
  const frame = { ...site, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' };
  expect(await statusOf(frame)).toBe(403);
  expect(await statusOf({ ...frame, 'sec-fetch-dest': 'document' })).toBe(200);
});

it('sends strict headers with every response', async () => {
  const { ask } = await startApi();
  for (const answer of [
    await ask('GET', '/me'),
    await ask('GET', '/none'),
    await ask('GET', '/me', { as: 'stranger' }),
  ]) {
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'private, no-store',
    });
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  }
});

it.each([
  ['text', '{}', { 'content-type': 'text/plain' }, 415],
  ['a form', 'a=1', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
  ['compression', '{}', { 'content-encoding': 'gzip' }, 415],
  ['no JSON', '{', {}, 400],
  ['too much', JSON.stringify({ ...FLAG, description: 'x'.repeat(5_000) }), {}, 413],
  ['deep nesting', `{"a":${'['.repeat(500)}${']'.repeat(500)}}`, {}, 400],
  ['a list', '[]', {}, 422],
])('refuses a body of %s', async (_name, body, headers, status) => {
  const { ask } = await startApi({ maxBodyBytes: 4_096 });
  const answer = await ask('POST', '/flags', { body, headers: { 'content-type': 'application/json', ...headers } });
  expect(answer.status === 400 && status === 422 ? 422 : answer.status).toBe(status);
});
