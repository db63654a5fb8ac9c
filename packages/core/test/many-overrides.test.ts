import { createFlagstaff } from '@flagstaff/core';
import { SOAKING } from '@flagstaff/spec';
import { expect, it } from 'vitest';

/** Realistic subjects: of every length, with characters of one to four bytes, and numbers. */
const subjects = (count: number): (string | number)[] =>
  Array.from(
    { length: count },
    (_, index) =>
      [`user-${index}`, index * 7, `josé-${index}`, `日本-${index}`, '😀'.repeat(1 + (index % 500)) + index][
        index % 5
      ]!,
  );

it.each([1, 1_000, 9_999, 10_000, 10_001])(
  'serves %i pinned subjects their variant, and no other subject',
  // Computes for seconds, which takes many times as long on a busy machine.
  { timeout: 120_000 },
  async (count) => {
    const pinned = subjects(count);
    const serve = (index: number): string => (index % 3 === 0 ? 'red' : 'blue');
    const client = createFlagstaff({
      bootstrap: [
        {
          kind: 'flag',
          key: 'tint',
          type: 'string',
          variants: { red: 'red', blue: 'blue', gray: 'gray' },
          default: 'gray',
          overrides: pinned.map((value, index) => ({ attribute: 'targetingKey', value, serve: serve(index) })),
        },
      ],
    });
    await client.ready();
    const of = (targetingKey: string | number): unknown => client.forContext({ targetingKey }).value('tint', 'none');
    // The same text, concatenated, sliced and parsed: engines represent each differently.
    const forms = (value: string | number): (string | number)[] =>
      typeof value === 'number'
        ? [value, String(value)]
        : [
            value,
            `${value.slice(0, 1)}${value.slice(1)}`,
            `x${value}x`.slice(1, -1),
            JSON.parse(JSON.stringify(value)) as string,
          ];
    for (const [index, value] of pinned.entries()) {
      // Sevenths have subjects of every kind and variant.
      if (!SOAKING && index % 7 !== 0 && index !== count - 1) continue;
      for (const form of forms(value)) expect(of(form), `${index}`).toBe(serve(index));
      expect(of(`${value}!`)).toBe('gray');
    }
    await client.close();
  },
);
