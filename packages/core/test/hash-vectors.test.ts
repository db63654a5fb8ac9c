import type { FlagDocument } from '@flagstaff/core';
import { createFlagstaff } from '@flagstaff/core';
import { createMemoryStorage } from '@flagstaff/core/storage';
import { describe, expect, it } from 'vitest';
import { murmur3 } from '../src/targeting/murmur3.ts';
import type { RolloutVector, SplitVector } from '@flagstaff/spec';
import { loadHashVectors } from '@flagstaff/spec';

const { hashes, buckets } = loadHashVectors();

const short = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}… (${text.length})` : text);

describe('hashes', () => {
  it('cover every length modulo 4', () => {
    expect(hashes.length).toBeGreaterThanOrEqual(60);
    const lengths = hashes.map(({ input }) => new TextEncoder().encode(input).length % 4);
    for (const rest of [0, 1, 2, 3]) expect(lengths.filter((length) => length === rest).length).toBeGreaterThan(5);
  });

  it('include the known ones', () => {
    const known = new Map(hashes.map(({ input, hash }) => [input, hash]));
    expect(known.get('hello')).toBe(613153351);
    expect(known.get('rollout:checkout:José')).toBe(1449004903);
    expect(known.get('split:checkout:日本')).toBe(3652848145);
    expect(known.get('rollout:checkout:😀')).toBe(1633610562);
  });

  it.each(hashes.map(({ input, hash }) => ({ name: JSON.stringify(short(input)), input, hash })))(
    '$name → $hash',
    ({ input, hash }) => {
      expect(murmur3(input)).toBe(hash);
    },
  );
});

describe('buckets', () => {
  const rolloutFlag = ({ seed, percentage }: RolloutVector, key: string): FlagDocument => ({
    kind: 'flag',
    key,
    type: 'boolean',
    rules: [{ rollout: { percentage, seed }, serve: 'on' }],
  });

  const splitFlag = ({ seed, weights }: SplitVector, key: string): FlagDocument => ({
    kind: 'flag',
    key,
    type: 'string',
    variants: Object.fromEntries(Object.keys(weights).map((name) => [name, name])),
    default: { split: weights, seed },
  });

  it('each subject has the bucket of the vectors', async () => {
    const documents = buckets.map((vector, index) =>
      vector.stream === 'rollout' ? rolloutFlag(vector, `v${index}`) : splitFlag(vector, `v${index}`),
    );
    const client = createFlagstaff({ storage: createMemoryStorage({ documents }) });
    await client.ready();
    expect(buckets.length).toBeGreaterThan(100);
    for (const [index, vector] of buckets.entries()) {
      const flags = client.forContext({ targetingKey: vector.value });
      const expected = vector.stream === 'rollout' ? (vector.included ? 'on' : 'off') : vector.variant;
      expect({ ...vector, variant: flags.variant(`v${index}`) }).toEqual({ ...vector, variant: expected });
      expect(murmur3(`${vector.stream}:${vector.seed}:${vector.value}`)).toBe(vector.hash);
    }
    await client.close();
  });
});
