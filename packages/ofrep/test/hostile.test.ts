import type { Flagstaff } from '@flagstaff/core';
import { ofrep } from '@flagstaff/ofrep';
import type { OfrepHandler } from '@flagstaff/ofrep';
import * as fc from 'fast-check';
import { count } from '@flagstaff/spec';
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

const BODIES = count(1_000, 100_000);
// In portions, each with the timeout of a test, so that the total duration may depend on the machine.
const PORTION = 500;

describe('hostile bodies cause no internal error and reveal no hidden flag', () => {
  it.each(Array.from({ length: BODIES / PORTION }, (_, index) => index + 1))('survives portion %i', async (portion) => {
    const statuses = new Map<number, number>();
    await fc.assert(
      fc.asyncProperty(body, fc.constantFrom('shown', 'theme', 'secret', '__proto__', undefined), async (sent, key) => {
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
      }),
      { numRuns: PORTION },
    );
    const counts = [...statuses].toSorted(([one], [other]) => one - other);
    expect(counts.map(([status]) => status)).toEqual([200, 400, 404, 413]);
    expect(counts.reduce((sum, [, times]) => sum + times, 0)).toBe(PORTION);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    console.log(
      `${PORTION} hostile bodies, portion ${portion}: ${counts.map(([status, times]) => `${status}: ${times}`).join(', ')}`,
    );
  });
});
