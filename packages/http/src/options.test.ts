import { createFlagstaff } from '@flagstaff/core';
import { expect, it } from 'vitest';
import type { FlagsOptions } from './options.ts';
import { createRequestFlags } from './request-flags.ts';

const secret = 'thirty-two bytes at the very least!';
const access = { header: () => undefined, url: () => '/', isSecure: () => false, appendCookie: () => {} };
const wrong: [string, object][] = [
  ['an unknown option', { contxt: () => ({}) }],
  ['an unknown visitor option', { visitorCookie: { maxAge: 60 } }],
  ['a list of visitor options', { visitorCookie: [] }],
  ['a visitor cookie with an invalid `secure`', { visitorCookie: { secure: 'yes' } }],
  ['an unknown override option', { overrideTokens: { keys: [{ id: 'a', secret }], ttl: 60 } }],
  ['true for overrideTokens', { overrideTokens: true }],
  ['a null override key', { overrideTokens: { keys: [null] } }],
  ['an override key with an unknown field', { overrideTokens: { keys: [{ id: 'a', secret, alg: 'none' }] } }],
  ['an override header with an invalid name', { overrideTokens: { keys: [{ id: 'a', secret }], header: 'a b' } }],
  ['an override header that is not a string', { overrideTokens: { keys: [{ id: 'a', secret }], header: 5 } }],
  ['an audience that is not a string', { overrideTokens: { keys: [{ id: 'a', secret }], audience: 5 } }],
  ['a visitor cookie that is neither a boolean nor an object', { visitorCookie: 'yes' }],
  ['awaitContext without a context', { awaitContext: true }],
  ['an awaitContext that is not a boolean', { context: () => ({}), awaitContext: 'yes' }],
  ['a context that is not a function', { context: { targetingKey: 'ada' } }],
  ['a wrap that is not a function', { wrap: true }],
  ['a negative budget', { readyTimeoutMs: -1 }],
  ['a budget that is not a number', { readyTimeoutMs: Number.NaN }],
  ['a budget beyond the maximum of timers', { readyTimeoutMs: Number.POSITIVE_INFINITY }],
  ['a visitor cookie with a maximum age of 0', { visitorCookie: { maxAgeSeconds: 0 } }],
  ['a visitor cookie with an invalid name', { visitorCookie: { cookie: 'a b' } }],
  ['a visitor cookie with an invalid path', { visitorCookie: { path: '/; Domain=evil.example' } }],
  ['a visitor cookie with an invalid domain', { visitorCookie: { domain: 'a;b' } }],
  ['a cross-site visitor cookie that is not secure', { visitorCookie: { sameSite: 'none', secure: false } }],
  ['no override keys', { overrideTokens: { keys: [] } }],
  ['a short secret', { overrideTokens: { keys: [{ id: 'a', secret: 'x'.repeat(31) }] } }],
  ['a short secret in bytes', { overrideTokens: { keys: [{ id: 'a', secret: new Uint8Array(31) }] } }],
  ['a secret of another type', { overrideTokens: { keys: [{ id: 'a', secret: 32 }] } }],
  ['a key without an id', { overrideTokens: { keys: [{ id: '', secret }] } }],
  ['two keys with one id', { overrideTokens: { keys: [1, 2].map(() => ({ id: 'a', secret })) } }],
  ['an override cookie with an invalid name', { overrideTokens: { keys: [{ id: 'a', secret }], cookie: 'a=b' } }],
  ['an environment instead of a list to select from', { environment: 'staging' }],
  ['environments without a list', { environment: { header: 'x-environment' } }],
  ['an empty list of environments', { environment: { allow: [], header: 'x-environment' } }],
  ['environments without a header or a query', { environment: { allow: ['staging'] } }],
  ['an environment header with an invalid name', { environment: { allow: ['staging'], header: 'a b' } }],
  ['an environment parameter without a name', { environment: { allow: ['staging'], query: '' } }],
  ['an environment in a cookie', { environment: { allow: ['staging'], cookie: 'environment' } }],
  ['a maximum token lifetime of 0', { overrideTokens: { keys: [{ id: 'a', secret }], maxLifetimeSeconds: 0 } }],
];

it.each(wrong)('rejects %s', async (_, options) => {
  const flagstaff = createFlagstaff();
  const create = (): unknown => createRequestFlags(flagstaff, options as FlagsOptions<object>, access);
  expect(create).toThrow(expect.objectContaining({ code: 'INVALID_OPTIONS' }));
  await flagstaff.close();
});

it.each([undefined, null, {}, () => {}])('rejects %s as a client', (client) => {
  const create = (): unknown => createRequestFlags(client as never, {}, access);
  expect(create).toThrow(expect.objectContaining({ code: 'INVALID_OPTIONS' }));
});

it.each([null, 'visitor', []])('rejects the options %j', async (options) => {
  const flagstaff = createFlagstaff();
  const create = (): unknown => createRequestFlags(flagstaff, options as FlagsOptions<object>, access);
  expect(create).toThrow(expect.objectContaining({ code: 'INVALID_OPTIONS' }));
  await flagstaff.close();
});

it.each([
  ['visitorCookie.cookie', (name: unknown) => ({ visitorCookie: { cookie: name } })],
  ['visitorCookie.path', (path: unknown) => ({ visitorCookie: { path } })],
  ['visitorCookie.domain', (domain: unknown) => ({ visitorCookie: { domain } })],
  ['visitorCookie.sameSite', (sameSite: unknown) => ({ visitorCookie: { sameSite } })],
  ['overrideTokens.cookie', (cookie: unknown) => ({ overrideTokens: { keys: [{ id: 'a', secret }], cookie } })],
  ['readyTimeoutMs', (readyTimeoutMs: unknown) => ({ readyTimeoutMs })],
  ['environment.query', (query: unknown) => ({ environment: { allow: ['a'], query } })],
  ['environment.header', (header: unknown) => ({ environment: { allow: ['a'], header } })],
])('rejects %s of every other type', async (_, optionsWith) => {
  const flagstaff = createFlagstaff();
  for (const hostile of [{ raw: 'x' }, Object.create(null), ['x'], -1, 10n, Symbol('x'), () => 'x', null]) {
    const options = optionsWith(hostile) as FlagsOptions<object>;
    expect(() => createRequestFlags(flagstaff, options, access)).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTIONS' }),
    );
  }
  await flagstaff.close();
});
