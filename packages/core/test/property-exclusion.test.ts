import type { FlagDocument, Holdout, Rule } from '@flagstaff/core';
import { createFlagstaff } from '@flagstaff/core';
import { createMemoryStorage } from '@flagstaff/core/storage';
import { count } from '@flagstaff/spec';
import { expect, it } from 'vitest';

const SUBJECTS = count(10_000, 100_000);
/** Shares of fewer subjects deviate more: with the root of their number. */
const WIDER = Math.sqrt(100_000 / SUBJECTS);

const experiment = (key: string, rules: readonly Rule[], holdout?: Holdout): FlagDocument => ({
  kind: 'flag',
  key,
  type: 'boolean',
  rules,
  ...(holdout === undefined ? {} : { holdout }),
});

const range = (from: number, to: number, name = 'search'): Rule => ({
  namespace: { name, range: [from, to] },
  serve: 'on',
});

async function membersOf(documents: readonly FlagDocument[], reason: string): Promise<Map<string, Set<number>>> {
  const client = createFlagstaff({ storage: createMemoryStorage({ documents }) });
  await client.ready();
  const members = new Map(documents.map(({ key }) => [key, new Set<number>()]));
  for (let id = 0; id < SUBJECTS; id += 1) {
    const flags = client.forContext({ targetingKey: `user-${id}` });
    for (const [key, ids] of members) if (flags.details(key, false).reason === reason) ids.add(id);
  }
  await client.close();
  return members;
}

const percent = (ids: ReadonlySet<number>): number => (ids.size / SUBJECTS) * 100;
const both = (a: ReadonlySet<number>, b: ReadonlySet<number>): number => [...a].filter((id) => b.has(id)).length;

it('experiments with disjoint ranges of a namespace share no subject', async () => {
  const members = await membersOf(
    [
      experiment('first', [range(0, 33.3)]),
      experiment('second', [range(33.3, 66.6)]),
      experiment('third', [range(66.6, 100)]),
      experiment('overlapping', [range(20, 40)]),
      experiment('elsewhere', [range(0, 33.3, 'checkout')]),
    ],
    'TARGETING_MATCH',
  );
  const [first, second, third, overlapping, elsewhere] = [...members.values()] as Five;
  expect(both(first, second)).toBe(0);
  expect(both(second, third)).toBe(0);
  expect(both(first, third)).toBe(0);
  expect(first.size + second.size + third.size).toBe(SUBJECTS);
  expect(Math.abs(percent(first) - 33.3)).toBeLessThanOrEqual(0.5 * WIDER);
  expect(both(first, overlapping) + both(second, overlapping)).toBe(overlapping.size);
  // Other spaces are independent: a third of a third.
  expect(Math.abs((both(first, elsewhere) / SUBJECTS) * 100 - 11.1)).toBeLessThanOrEqual(0.5 * WIDER);
});

type Five = [Set<number>, Set<number>, Set<number>, Set<number>, Set<number>];

it('a holdout excludes the same subjects from each of its flags', async () => {
  const all: Rule[] = [{ serve: 'on' }];
  const members = await membersOf(
    [
      experiment('one', all, { name: 'q1', percentage: 10 }),
      experiment('two', [{ rollout: { percentage: 50 }, serve: 'on' }], { name: 'q1', percentage: 10 }),
      experiment('fewer', all, { name: 'q1', percentage: 4 }),
      experiment('other', all, { name: 'q2', percentage: 10 }),
      experiment('excluded', all, { name: 'q1', percentage: 0 }),
    ],
    'HOLDOUT',
  );
  const [one, two, fewer, other, excluded] = [...members.values()] as Five;
  expect(Math.abs(percent(one) - 10)).toBeLessThanOrEqual(0.3 * WIDER);
  expect([...two]).toEqual([...one]);
  expect(both(fewer, one)).toBe(fewer.size);
  expect(Math.abs(percent(fewer) - 4)).toBeLessThanOrEqual(0.3 * WIDER);
  expect(Math.abs((both(one, other) / SUBJECTS) * 100 - 1)).toBeLessThanOrEqual(0.3 * WIDER);
  expect(excluded.size).toBe(0);
});
