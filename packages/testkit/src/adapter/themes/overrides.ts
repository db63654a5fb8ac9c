import { createOverrideToken } from '@flagstaff/http';
import type { OverrideKey, OverrideTokenOptions } from '@flagstaff/http';
import assert from 'node:assert/strict';
import request from 'supertest';
import type { AdapterFixture, AdapterTheme } from '../case.ts';
import { theme } from '../case.ts';
import { choice, off } from '../documents.ts';
import type { Mount, Route } from '../scenario.ts';

const KEY: OverrideKey = { id: 'spring', secret: 'spring: thirty-two bytes or more of it' };
const NEXT_KEY: OverrideKey = { id: 'summer', secret: new Uint8Array(32).fill(7) };
const COOKIE = 'flagstaff_overrides';
const HEADER = 'x-overrides';

const PRODUCTION = { new: false, checkout: 'classic' };
const OVERRIDDEN = { new: true, checkout: 'express' };

const whatIsServed: Route = {
  kind: 'answer',
  path: '/',
  answer: ({ flags }) => ({ new: flags.isEnabled('new'), checkout: flags.value('checkout', 'none') }),
};

type Overriding = NonNullable<NonNullable<Mount['options']>['overrideTokens']>;

/** Serves two flags to requests that may carry tokens. */
async function shop({ client, serve }: AdapterFixture, overrides?: Partial<Overriding>): Promise<string> {
  const flagstaff = await client([off('new'), choice('checkout', ['classic', 'express'], 'classic')]);
  const options = { overrideTokens: { keys: [KEY], header: HEADER, ...overrides } };
  return serve({ mounts: [{ flagstaff, options }], routes: [whatIsServed] });
}

function token(options: Partial<OverrideTokenOptions> = {}): Promise<string> {
  const expiry =
    options.expiresAt === undefined
      ? { expiresInSeconds: options.expiresInSeconds ?? 600 }
      : { expiresAt: options.expiresAt };
  const { key = KEY, overrides = { new: 'on', checkout: 'express' }, audience, maxLifetimeSeconds } = options;
  return createOverrideToken({
    key,
    overrides,
    ...(audience === undefined ? {} : { audience }),
    ...(maxLifetimeSeconds === undefined ? {} : { maxLifetimeSeconds }),
    ...expiry,
  });
}

async function withHeader(url: string, value: string): Promise<unknown> {
  return (await request(url).get('/').set(HEADER, value).expect(200)).body;
}

async function withCookie(url: string, value: string): Promise<unknown> {
  return (await request(url).get('/').set('cookie', `a=1; ${COOKIE}=${value}`).expect(200)).body;
}

/** Sends a token that must be rejected: production flags, one report, and no content of the token in it. */
async function refuse(fixture: AdapterFixture, bad: string, overrides?: Partial<Overriding>): Promise<void> {
  const url = await shop(fixture, overrides);
  assert.deepEqual(await withHeader(url, bad), PRODUCTION);
  assert.deepEqual(await withCookie(url, bad), PRODUCTION);
  // The second rejection has the same reason and happens within a minute.
  assert.deepEqual(fixture.takeProblems(), ['OVERRIDE_TOKEN_REJECTED']);
  assert.ok(!fixture.reports().includes(bad.slice(0, 20)), 'the report contains nothing of the token');
}

/** Signed tokens that change what is served. */
export const overrides: AdapterTheme = theme('override tokens', {
  async 'a request without a token gets production flags'(fixture) {
    const url = await shop(fixture);
    assert.deepEqual((await request(url).get('/')).body, PRODUCTION);
  },

  async 'a valid token is served from the cookie and from the configured header'(fixture) {
    const url = await shop(fixture);
    assert.deepEqual(await withCookie(url, await token()), OVERRIDDEN);
    assert.deepEqual(await withHeader(url, await token()), OVERRIDDEN);
    assert.deepEqual((await request(url).get('/')).body, PRODUCTION, 'the next request sees production');
  },

  async 'the reason of an overridden flag is OVERRIDE'({ client, serve }) {
    const flagstaff = await client([off('new')]);
    const url = await serve({
      mounts: [{ flagstaff, options: { overrideTokens: { keys: [KEY] } } }],
      routes: [{ kind: 'answer', path: '/', answer: ({ flags }) => flags.details('new', false).reason }],
    });
    assert.equal(await withCookie(url, await token()), 'OVERRIDE');
  },

  async 'a header that is not configured is not read'(fixture) {
    const { client, serve } = fixture;
    const flagstaff = await client([off('new'), choice('checkout', ['classic', 'express'], 'classic')]);
    const options = { overrideTokens: { keys: [KEY] } };
    const url = await serve({ mounts: [{ flagstaff, options }], routes: [whatIsServed] });
    assert.deepEqual(await withHeader(url, await token()), PRODUCTION);
    const { body } = await request(url)
      .get('/')
      .set(COOKIE, await token());
    assert.deepEqual(body, PRODUCTION);
  },

  async 'no token is read without the option overrideTokens'({ client, serve }) {
    const flagstaff = await client([off('new'), choice('checkout', ['classic', 'express'], 'classic')]);
    const url = await serve({ mounts: [{ flagstaff }], routes: [whatIsServed] });
    assert.deepEqual(await withCookie(url, await token()), PRODUCTION);
    assert.deepEqual(await withHeader(url, await token()), PRODUCTION);
  },

  async 'the name of the token cookie can be configured'(fixture) {
    const url = await shop(fixture, { cookie: 'qa' });
    const { body } = await request(url)
      .get('/')
      .set('cookie', `qa=${await token()}`);
    assert.deepEqual(body, OVERRIDDEN);
    assert.deepEqual(await withCookie(url, await token()), PRODUCTION);
  },

  async 'tokens of two keys are accepted during key rotation'(fixture) {
    const url = await shop(fixture, { keys: [NEXT_KEY, KEY] });
    assert.deepEqual(await withCookie(url, await token({ key: KEY })), OVERRIDDEN);
    assert.deepEqual(await withCookie(url, await token({ key: NEXT_KEY })), OVERRIDDEN);
  },

  async 'a token of a removed key is rejected'(fixture) {
    await refuse(fixture, await token({ key: KEY }), { keys: [NEXT_KEY] });
  },

  async 'a token signed with another secret under the same id is rejected'(fixture) {
    await refuse(fixture, await token({ key: { id: KEY.id, secret: 'another secret of thirty-two bytes or more' } }));
    assert.ok(!fixture.reports().includes('spring'));
  },

  async 'a token with modified claims is rejected'(fixture) {
    const [claims = '', signature = ''] = (await token({ overrides: { new: 'off' } })).split('.');
    const text = Buffer.from(claims, 'base64url').toString().replace('"off"', '"on"');
    await refuse(fixture, `${Buffer.from(text).toString('base64url')}.${signature}`);
  },

  async 'a token without its signature is rejected'(fixture) {
    await refuse(fixture, `${(await token()).split('.')[0]}.`);
  },

  async 'an expired token is rejected'(fixture) {
    await refuse(fixture, await token({ expiresAt: new Date(Date.now() - 1_000) }));
  },

  async 'a token that lives longer than a week is rejected'(fixture) {
    const eightDays = 8 * 86_400;
    await refuse(fixture, await token({ expiresInSeconds: eightDays, maxLifetimeSeconds: eightDays }));
  },

  async 'a token that lives longer than a week is served when maxLifetimeSeconds allows it'(fixture) {
    const eightDays = 8 * 86_400;
    const url = await shop(fixture, { maxLifetimeSeconds: eightDays });
    const long = await token({ expiresInSeconds: eightDays, maxLifetimeSeconds: eightDays });
    assert.deepEqual(await withCookie(url, long), OVERRIDDEN);
  },

  async 'a token for another audience is rejected'(fixture) {
    await refuse(fixture, await token({ audience: 'the-other-shop' }), { audience: 'this-shop' });
  },

  async 'a token without an audience is rejected by an app that has one'(fixture) {
    await refuse(fixture, await token(), { audience: 'this-shop' });
  },

  async 'a token for this audience is served'(fixture) {
    const url = await shop(fixture, { audience: 'this-shop' });
    assert.deepEqual(await withCookie(url, await token({ audience: 'this-shop' })), OVERRIDDEN);
  },

  async 'a token that is too long is rejected'(fixture) {
    await refuse(fixture, `${'A'.repeat(4_000)}.${'A'.repeat(43)}`);
  },

  async 'a malformed token is rejected'(fixture) {
    const url = await shop(fixture);
    const claims = (value: unknown): string => `${Buffer.from(JSON.stringify(value)).toString('base64url')}.AAAA`;
    const garbage = [
      'x',
      '.',
      '..',
      'a.b.c',
      '%F0%9F%92%A9',
      `${'A'.repeat(1_000)}.AAAA`,
      claims(null),
      claims([]),
      claims({ kid: 'spring' }),
      claims({ kid: 'spring', exp: '9e99', flags: [] }),
      claims({ kid: 'spring', exp: 9e99, flags: [['new', 'on']] }),
      claims({ kid: 'spring', exp: 9_999_999_999, flags: { new: 'on' } }),
      claims({ kid: 'spring', exp: 9_999_999_999, flags: [['new']] }),
    ];
    for (const bad of garbage) {
      assert.deepEqual(await withHeader(url, bad), PRODUCTION, bad);
      assert.deepEqual(await withCookie(url, bad), PRODUCTION, bad);
    }
    assert.deepEqual(fixture.takeProblems(), ['OVERRIDE_TOKEN_REJECTED'], 'one report for all');
  },

  async 'an invalid header does not hide a valid cookie'(fixture) {
    const url = await shop(fixture);
    const { body } = await request(url)
      .get('/')
      .set(HEADER, 'garbage')
      .set('cookie', `${COOKIE}=${await token()}`);
    assert.deepEqual(body, OVERRIDDEN);
    assert.deepEqual(fixture.takeProblems(), ['OVERRIDE_TOKEN_REJECTED']);
  },

  async 'unknown flags and variants in a token are ignored'(fixture) {
    const url = await shop(fixture);
    const odd = await token({
      overrides: { new: 'on', checkout: 'toString', 'no-such-flag': 'on', constructor: 'on' },
    });
    assert.deepEqual(await withCookie(url, odd), { new: true, checkout: 'classic' });
  },

  async 'unsigned overrides change nothing'(fixture) {
    const url = await shop(fixture);
    const claims = JSON.stringify({ new: 'on', checkout: 'express' });
    const { body } = await request(url)
      .get(`/?new=on&checkout=express&flags=${encodeURIComponent(claims)}&${COOKIE}=${await token()}`)
      .set('flagstaff-overrides', claims)
      .set('x-flags', claims)
      .set('x-forwarded-for', '127.0.0.1')
      .set('x-forwarded-host', 'localhost')
      .set('x-forwarded-proto', 'https')
      .set('cookie', 'new=on; checkout=express; flags=on');
    assert.deepEqual(body, PRODUCTION);
  },
});
