import { createFlagstaff } from '@flagstaff/core';
import { createOverrideToken, flags } from '@flagstaff/hono';
import type { FlagsEnv } from '@flagstaff/hono';
import { count } from '@flagstaff/spec';
import * as fc from 'fast-check';
import { Hono } from 'hono';
import { expect, it } from 'vitest';

const key = { id: 'k', secret: 'x'.repeat(32) };
/** Text that a header can carry: latin-1 without control characters and without spaces at its ends. */
const headerText = fc
  .array(fc.oneof(fc.integer({ min: 0x20, max: 0x7e }), fc.integer({ min: 0xa0, max: 0xff })), { maxLength: 60 })
  .map((codes) => String.fromCharCode(...codes).trim());
const part = fc.oneof(
  headerText,
  fc.constantFrom(
    '__proto__',
    'constructor',
    '=',
    ';',
    '%',
    '%ff',
    '%ed%a0%80',
    '"',
    '.',
    '..',
    'eyJ',
    'flagstaff_visitor',
  ),
  fc.integer({ min: 1, max: 9_000 }).map((length) => 'A'.repeat(length)),
);

it('responds to any cookies, tokens and environments', async () => {
  const flagstaff = createFlagstaff({
    bootstrap: [{ kind: 'flag', key: 'beta', type: 'boolean' }],
  });
  const codes = new Set<string>();
  flagstaff.on('error', ({ code }) => codes.add(code));
  const token = await createOverrideToken({ key, overrides: { beta: 'on' }, expiresInSeconds: 60 });
  const app = new Hono<FlagsEnv>()
    .use(
      flags(flagstaff, {
        visitorCookie: true,
        overrideTokens: { keys: [key], header: 'x-overrides' },
        environment: { allow: ['staging'], header: 'x-env', query: 'env' },
      }),
    )
    .get('/', (c) => c.json(c.var.flags.isEnabled('beta')));

  await fc.assert(
    fc.asyncProperty(
      fc.array(part, { maxLength: 4 }),
      fc.array(part, { maxLength: 3 }),
      fc.nat(token.length),
      part,
      part,
      async (jar, tokens, cut, environment, query) => {
        const shown = `${token.slice(0, cut)}${tokens.join('')}${token.slice(cut)}`;
        const cookie = [...jar, `flagstaff_visitor=${jar.join('')}`, `flagstaff_overrides=${shown}`].join('; ');
        const response = await app.request(`/?env=${query}&env`, {
          headers: { cookie, 'x-overrides': tokens.join('.'), 'x-env': environment },
        });
        // A semicolon ends the cookie.
        const forced = shown.split(';')[0]!.trim() === token;
        expect([response.status, await response.json()]).toEqual([200, forced]);
      },
    ),
    { numRuns: count(200, 2_000) },
  );
  expect([...codes].filter((code) => code !== 'OVERRIDE_TOKEN_REJECTED')).toEqual([]);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  await flagstaff.close();
});
