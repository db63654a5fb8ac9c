import { describe, expect, it } from 'vitest';
import { createHmac } from '@flagstaff/core/storage';
import { hmacOf } from './keys.ts';
import { createOverrideToken, verifyToken } from './token.ts';
import type { TokenRules } from './token.ts';

const key = { id: 'k1', secret: 'thirty-two bytes at the very least!' };
const rules: TokenRules = {
  keys: new Map([[key.id, hmacOf(key)]]),
  audience: undefined,
  maxLifetimeSeconds: 604_800,
};

describe('createOverrideToken and verifyToken', () => {
  it('round-trips the claims of a token', async () => {
    const expiresAt = new Date(Date.now() + 60_000);
    const overrides = { 'new-checkout': 'on', café: '日本 😀' };
    const token = await createOverrideToken({ key, overrides, expiresAt, audience: 'shop', subject: 'ada' });
    expect(token).toMatch(/^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{43}$/);
    const claims = {
      keyId: 'k1',
      expiresAt: Math.floor(expiresAt.getTime() / 1_000),
      overrides: new Map(Object.entries(overrides)),
      audience: 'shop',
      subject: 'ada',
    };
    expect(await verifyToken(token, { ...rules, audience: 'shop' })).toEqual({ ok: true, claims });
  });

  it('rejects a token with any character changed', async () => {
    const token = await createOverrideToken({ key, overrides: { a: 'on' }, expiresInSeconds: 60 });
    let refused = 0;
    for (let index = 0; index < token.length - 1; index += 1) {
      const other = token[index] === 'A' ? 'B' : 'A';
      const verdict = await verifyToken(token.slice(0, index) + other + token.slice(index + 1), rules);
      expect(verdict.ok, `character ${index}`).toBe(false);
      refused += 1;
    }
    expect(refused).toBeGreaterThan(80);
  });

  it('rejects something else signed with the same secret', async () => {
    const token = await createOverrideToken({ key, overrides: { a: 'on' }, expiresInSeconds: 60 });
    const [claims = ''] = token.split('.');
    const signature = await createHmac(new TextEncoder().encode(key.secret), '').sign(claims);
    const forged = `${claims}.${Buffer.from(signature).toString('base64url')}`;
    expect(await verifyToken(forged, rules)).toEqual({ ok: false, fault: 'wrong signature' });
  });
});

describe('createOverrideToken options', () => {
  const fine = { key, overrides: { a: 'on' }, expiresInSeconds: 60 };
  const wrong: [string, object][] = [
    ['no expiry', { expiresInSeconds: undefined }],
    ['an expiry that is not a date', { expiresInSeconds: undefined, expiresAt: new Date('soon') }],
    ['more than a week', { expiresInSeconds: 604_900 }],
    ['no flags', { overrides: {} }],
    ['overrides that are not an object', { overrides: undefined }],
    ['a variant that is not a name', { overrides: { a: true } }],
    ['an expiry that is a string', { expiresInSeconds: undefined, expiresAt: '2026-12-01' }],
    ['no key', { key: undefined }],
    ['an audience that is not a string', { audience: 5 }],
    ['a subject that is not a string', { subject: 5 }],
    ['an unknown option', { expires: 60 }],
    [
      'too many flags',
      { overrides: Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`f${index}`, 'on'])) },
    ],
    ['more than a cookie can hold', { overrides: { a: 'x'.repeat(4_000) } }],
    ['a short secret', { key: { id: 'k1', secret: 'short' } }],
  ];

  it.each(wrong)('rejects %s', async (_, change) => {
    const made = createOverrideToken({ ...fine, ...change });
    await expect(made).rejects.toMatchObject({ code: 'INVALID_OPTIONS' });
  });

  it('rejects a short secret without repeating it', async () => {
    const made = createOverrideToken({ ...fine, key: { id: 'k1', secret: 'hush-hush' } });
    await expect(made).rejects.not.toThrow(/hush/);
  });
});

describe('hostile options and tokens', () => {
  const throwing = new Proxy(
    {},
    {
      get: () => {
        throw new Error('read');
      },
      ownKeys: () => {
        throw new Error('read');
      },
    },
  );
  const cycle: unknown[] = [];
  cycle.push(cycle);
  const hostile = [undefined, null, 5, 5n, Symbol('s'), 'x', [], cycle, throwing, () => 1];

  it.each(hostile.map((value, index) => [index, value] as const))('rejects hostile value %i', async (_, value) => {
    const good = { key, overrides: { a: 'on' }, expiresInSeconds: 60 };
    const invalid = { code: 'INVALID_OPTIONS' };
    await expect(createOverrideToken(value as never)).rejects.toMatchObject(invalid);
    const fields = ['key', 'overrides', 'expiresInSeconds'].map((name) => ({ ...good, [name]: value }));
    for (const options of [
      ...fields,
      { ...good, key: { ...key, secret: value } },
      { ...good, overrides: { a: value } },
    ]) {
      // A string is a variant name. Everything else is invalid.
      const outcome = await createOverrideToken(options as never).catch(({ code }: { code: string }) => code);
      expect(outcome === 'INVALID_OPTIONS' || value === 'x' || value === 5).toBe(true);
    }
    expect(await verifyToken(value, rules)).toEqual({ ok: false, fault: 'malformed' });
  });
});
