import type { Flagstaff } from '@flagstaff/core';
import { ofrep } from '@flagstaff/ofrep';
import type { OfrepHandler } from '@flagstaff/ofrep';
import * as fc from 'fast-check';
import { count } from '@flagstaff/testbed';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, client } from './support/flags.ts';

let flagstaff: Flagstaff;
let handler: OfrepHandler;
beforeAll(async () => {
  flagstaff = client();
  await flagstaff.ready();
  handler = ofrep(flagstaff, { authorize: 'anyone', rateLimit: { perSecond: 2_000_000 } });
});
afterAll(() => flagstaff.close());

const name = fc.oneof(
  fc.constantFrom('context', 'targetingKey', '__proto__', 'constructor', 'prototype', 'plan', 'toString', 'flags', ''),
  fc.string({ maxLength: 8 }),
);
const value = fc.letrec<{ any: unknown }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 6 },
    fc.constantFrom(null, true, 0, -0, 1e308, 'u1', 'secret', '\u2028', '\ud800'),
    fc.string({ maxLength: 20 }),
    fc.array(tie('any'), { maxLength: 4 }),
    fc.array(fc.tuple(name, tie('any')), { maxLength: 5 }).map((pairs) => {
      const record: { [key: string]: unknown } = {};
      for (const [key, inner] of pairs) {
        Object.defineProperty(record, key, { value: inner, enumerable: true, configurable: true, writable: true });
      }
      return record;
    }),
  ),
})).any;
const body = fc.oneof(
  value.map((context) => JSON.stringify({ context })),
  value.map((any) => JSON.stringify(any)),
  fc.string({ maxLength: 64 }),
  fc.uint8Array({ maxLength: 64 }),
  fc.integer({ min: 1, max: 3_000 }).map((depth) => `{"context":{"a":${'['.repeat(depth)}${']'.repeat(depth)}}}`),
  fc.integer({ min: 1, max: 70_000 }).map((length) => `{"context":{"plan":"${'x'.repeat(length)}"}}`),
);

const BODIES = count(10_000, 100_000);
// In portions, each with the timeout of a test, so that the total duration may depend on the machine.
const PORTION = 2_500;

describe('hostile bodies cause no internal error and reveal no hidden flag', () => {
  const statuses = new Map<number, number>();
  let asked = 0;

  it.each(Array.from({ length: BODIES / PORTION }, (_, index) => index * PORTION))(
    'survives bodies from %i on',
    async (before) => {
      await fc.assert(
        fc.asyncProperty(
          body,
          fc.constantFrom('shown', 'theme', 'secret', '__proto__', undefined),
          async (sent, key) => {
            asked += 1;
            const response = await ask(handler, sent, key === undefined ? {} : { key });
            statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
            if (response.status >= 500) throw new Error(`answered ${response.status}`);
            const text = await response.text();
            const about = text.replace(/"(?:key|errorDetails)":"(?:[^"\\]|\\.)*"/g, '');
            if (key === 'secret' && response.status === 200) throw new Error('a flag that may not leave was answered');
            if (key === undefined && response.status === 200 && /"key":"secret"/.test(text))
              throw new Error('it is in the list');
            if (about.includes('node_modules') || about.includes('    at '))
              throw new Error('the response reveals internals');
          },
        ),
        { numRuns: PORTION },
      );
      expect(asked).toBe(before + PORTION);
    },
  );

  it('covered each kind of response', () => {
    expect(asked).toBe(BODIES);
    expect([...statuses.keys()].toSorted((one, other) => one - other)).toEqual([200, 400, 404, 413]);
    // oxlint-disable-next-line no-console -- the count is there to be read
    console.log(
      `${BODIES} hostile bodies: ${[...statuses].map(([status, times]) => `${status}: ${times}`).join(', ')}`,
    );
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});
