import type { FlagDocument } from '@flagstaff/core';
import { createFlagstaff } from '@flagstaff/core';
import { createMemoryStorage } from '@flagstaff/core/storage';
import { count } from '@flagstaff/spec';
import { describe, expect, it } from 'vitest';

const SUBJECTS = count(10_000, 100_000);
/** Shares of fewer subjects deviate more: with the root of their number. */
const WIDER = Math.sqrt(100_000 / SUBJECTS);

const rollout = (key: string, percentage: number, seed?: string): FlagDocument => ({
  kind: 'flag',
  key,
  type: 'boolean',
  ...(seed === undefined ? {} : { seed }),
  rules: [{ rollout: { percentage }, serve: 'on' }],
});

/** Returns the ids that are served each variant of each flag. */
async function shares(documents: readonly FlagDocument[], id: (index: number) => string | number) {
  const client = createFlagstaff({ storage: createMemoryStorage({ documents }) });
  await client.ready();
  const shared = new Map(documents.map(({ key }) => [key, new Map<string | undefined, Set<number>>()]));
  for (let index = 0; index < SUBJECTS; index += 1) {
    const flags = client.forContext({ targetingKey: id(index) });
    for (const [key, variants] of shared) {
      const variant = flags.variant(key);
      const ids = variants.get(variant) ?? new Set();
      variants.set(variant, ids.add(index));
    }
  }
  await client.close();
  return (key: string, variant: string): Set<number> => shared.get(key)?.get(variant) ?? new Set();
}

const percent = (ids: ReadonlySet<number>): number => (ids.size / SUBJECTS) * 100;
const both = (a: ReadonlySet<number>, b: ReadonlySet<number>): Set<number> => new Set([...a].filter((id) => b.has(id)));

describe.each([
  ['numbers in a row', (index: number) => index],
  ['names', (index: number) => `user-${index}`],
  ['names in another script', (index: number) => `用户-${index}-é😀`],
])('%s', (_, id) => {
  it('20 % is a fifth, 30 % keeps all of them, and flags are independent', async () => {
    const of = await shares(
      [
        rollout('fifth', 20, 'same'),
        rollout('third', 30, 'same'),
        rollout('tenth-a', 10),
        rollout('tenth-b', 10),
        rollout('none', 0),
        rollout('all', 100),
      ],
      id,
    );
    const fifth = of('fifth', 'on');
    expect(Math.abs(percent(fifth) - 20)).toBeLessThanOrEqual(0.5 * WIDER);
    expect(Math.abs(percent(of('third', 'on')) - 30)).toBeLessThanOrEqual(0.5 * WIDER);
    expect(both(fifth, of('third', 'on')).size).toBe(fifth.size);
    expect(Math.abs(percent(both(of('tenth-a', 'on'), of('tenth-b', 'on'))) - 1)).toBeLessThanOrEqual(0.3 * WIDER);
    expect(percent(of('none', 'on'))).toBe(0);
    expect(percent(of('all', 'on'))).toBe(100);
  });

  it('splits follow their weights, independent of the rollout before them', async () => {
    const variants = { a: 'A', b: 'B', c: 'C', rest: 'rest' };
    const of = await shares(
      [
        { kind: 'flag', key: 'weighted', type: 'string', variants, default: { split: { a: 1, b: 2, c: 7, rest: 0 } } },
        {
          kind: 'flag',
          key: 'rolled',
          type: 'string',
          variants,
          default: 'rest',
          rules: [{ rollout: { percentage: 20 }, serve: { split: { a: 50, b: 50 } } }],
        },
      ],
      id,
    );
    expect(Math.abs(percent(of('weighted', 'a')) - 10)).toBeLessThanOrEqual(0.5 * WIDER);
    expect(Math.abs(percent(of('weighted', 'b')) - 20)).toBeLessThanOrEqual(0.5 * WIDER);
    expect(Math.abs(percent(of('weighted', 'c')) - 70)).toBeLessThanOrEqual(0.5 * WIDER);
    expect(percent(of('weighted', 'rest'))).toBe(0);
    expect(Math.abs(percent(of('rolled', 'a')) - 10)).toBeLessThanOrEqual(0.5 * WIDER);
    expect(Math.abs(percent(of('rolled', 'b')) - 10)).toBeLessThanOrEqual(0.5 * WIDER);
  });
});
