import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { bucketPrefix, rolloutThreshold } from './bucket.ts';
import { hashIsBelow } from './murmur3.ts';
import { isSampled } from './sample.ts';

const COUNT = 10_000;
const SHARES = 20;
/** Chi-square of 19 degrees of freedom: one uniform hash in 100,000 exceeds it. */
const MAX_CHI_SQUARE = 56;

const digest = (index: number): string => createHash('sha256').update(String(index)).digest('hex');
const KINDS: readonly (readonly [kind: string, key: (index: number) => string])[] = [
  ['short sequential numbers', (index) => String(index)],
  ['numbers with zeros before them', (index) => String(index).padStart(10, '0')],
  ['sequential names', (index) => `user-${index}`],
  ['addresses with a common end', (index) => `${index}@mail.example.com`],
  ['random hexadecimal keys', (index) => digest(index).slice(0, 32)],
  ['keys that differ early only', (index) => `${digest(index).slice(0, 6)}${'-'.repeat(40)}`],
  ['keys beyond ASCII', (index) => `josé ✓ ${String.fromCodePoint(0x4e00 + (index % 2_000))}${index}`],
];

describe.each(KINDS)('a sample of %s', (_kind, keyAt) => {
  const keys = Array.from({ length: COUNT }, (_, index) => keyAt(index));
  const sampleOf = (percentage: number): string[] => keys.filter((key) => isSampled(key, rolloutThreshold(percentage)));

  it('takes equal shares of the keys for equal steps of the percentage', () => {
    const sizes = Array.from({ length: SHARES + 1 }, (_, step) => sampleOf((100 / SHARES) * step).length);
    expect(sizes.at(-1)).toBe(COUNT);
    const expected = COUNT / SHARES;
    const differences = sizes.slice(1).map((size, step) => (size - sizes[step]! - expected) ** 2 / expected);
    expect(differences.reduce((sum, difference) => sum + difference, 0)).toBeLessThan(MAX_CHI_SQUARE);
  });

  it.each([0.5, 1, 3])('takes %d percent, within five standard deviations', (percentage) => {
    const share = percentage / 100;
    const deviation = Math.sqrt(COUNT * share * (1 - share));
    expect(Math.abs(sampleOf(percentage).length - COUNT * share)).toBeLessThan(5 * deviation);
  });

  it.each(['a', 'search', 'checkout-2'])('is independent of the rollout of the flag %s', (flag) => {
    const sample = sampleOf(10);
    const included = sample.filter((key) => hashIsBelow(rolloutThreshold(50), key, bucketPrefix('rollout', flag)));
    expect(Math.abs(included.length - sample.length / 2)).toBeLessThan(5 * Math.sqrt(sample.length / 4));
  });
});

it('samples the same keys on every machine', () => {
  const sample = Array.from({ length: 400 }, (_, index) => `user-${index}`).filter((key) =>
    isSampled(key, rolloutThreshold(1)),
  );
  expect(sample).toMatchInlineSnapshot(`
    [
      "user-16",
      "user-30",
      "user-152",
      "user-185",
      "user-187",
      "user-201",
      "user-314",
    ]
  `);
});
