// The shares of a preview are exact: compared with the engine on one subject per cell of the hash spaces.
import { createFlagstaff } from '@flagstaff/core';
import type { FlagDocument, Rule, Serve } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import { count } from '@flagstaff/spec';
import { expect, it } from 'vitest';
import { dice } from './random-rulesets.ts';
import type { Dice } from './random-rulesets.ts';
import { murmur3 } from '../src/targeting/murmur3.ts';
import { bucketPrefix } from '../src/targeting/bucket.ts';
import type { BucketStream } from '../src/targeting/bucket.ts';

/** Percentages and weights are multiples of a sixteenth, so that no cut point lies within a cell. */
const CELLS = 16;
const ROUNDS = count(30, 80);
/** The hash spaces of the flags below: each has an attribute of its own, so that cells can be combined freely. */
const SPACES: readonly (readonly [stream: BucketStream, seed: string, by: string])[] = [
  ['rollout', 'f', 'a'],
  ['rollout', 'other', 'b'],
  ['split', 'f', 'c'],
  ['namespace', 'search', 'd'],
  ['holdout', 'q1', 'e'],
];

/** For each space, a subject in each cell. */
const SUBJECTS = SPACES.map(([stream, seed]) => {
  const prefix = bucketPrefix(stream, seed);
  const found: string[] = [];
  for (let id = 0, missing = CELLS; missing > 0; id += 1) {
    const cell = Math.floor((murmur3(`u${id}`, prefix) / 2 ** 32) * CELLS);
    if (found[cell] !== undefined) continue;
    found[cell] = `u${id}`;
    missing -= 1;
  }
  return found;
});

const sixteenth = (d: Dice): number => (100 * d.pick([0, 1, 3, 4, 7, 8, 12, 15, 16])) / CELLS;

function serve(d: Dice): Serve {
  if (d.chance(0.5)) return d.pick(['x', 'y', 'z']);
  const weight = d.pick([0, 2, 4, 7]);
  return { split: d.chance(0.5) ? { x: weight, y: 9, z: 7 - weight } : { z: 4, x: 12 - weight, y: weight }, by: 'c' };
}

function rule(d: Dice): Rule {
  const rollout = d.chance(0.5)
    ? { percentage: sixteenth(d), by: 'a' }
    : { percentage: sixteenth(d), by: 'b', seed: 'other' };
  const from = d.pick([0, 2, 5]);
  const range = [(100 * from) / CELLS, (100 * d.pick([8, 9, 16])) / CELLS] as const;
  return {
    ...(d.chance(0.5) && { when: { attribute: 'plan', operator: 'eq', value: d.pick(['free', 'pro']) } }),
    ...(d.chance(0.2) && { enabled: false }),
    ...(d.chance(0.3) && { namespace: { name: 'search', range, by: 'd' } }),
    ...(d.chance(0.7) && { rollout }),
    serve: serve(d),
  };
}

const flag = (d: Dice): FlagDocument => ({
  kind: 'flag',
  key: 'f',
  type: 'string',
  variants: { x: 'X', y: 'Y', z: 'Z' },
  ...(d.chance(0.9) && { off: d.pick(['x', 'y']) }),
  ...(d.chance(0.1) && { status: 'inactive' }),
  ...(d.chance(0.4) && { holdout: { name: 'q1', percentage: sixteenth(d), by: 'e' } }),
  default: serve(d),
  rules: d.list(4, () => rule(d)),
});

/** Contexts of a group: one for each of some combinations of cells, each as likely. */
function* contexts(d: Dice, plan: string | undefined, spaces: readonly number[]): Generator<Record<string, string>> {
  const total = CELLS ** spaces.length;
  for (let place = 0; place < total; place += 1) {
    const context: Record<string, string> = plan === undefined ? {} : { plan };
    SPACES.forEach(([, , by], index) => {
      context[by] = SUBJECTS[index]![d.pick([0, 5, 15])]!;
    });
    spaces.forEach((space, index) => {
      context[SPACES[space]![2]] = SUBJECTS[space]![Math.floor(place / CELLS ** index) % CELLS]!;
    });
    yield context;
  }
}

/** The spaces that a flag uses. */
const spacesOf = (...flags: readonly FlagDocument[]): number[] => {
  const text = JSON.stringify(flags);
  return SPACES.flatMap(([, , by], index) => (text.includes(`"by":"${by}"`) ? [index] : []));
};

it('are those of the engine over all cells', { timeout: 120_000 }, async () => {
  let moving = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const d = dice(round);
    const [before, after] = [flag(d), flag(d)];
    const spaces = spacesOf(before, after);
    if (spaces.length > 3) continue;
    const [old, next] = [before, after].map((each) => createFlagstaff({ bootstrap: [each] }));
    const { shares } = await manage(old!).preview([{ type: 'set', document: after }]);
    for (const plan of [undefined, 'free', 'pro']) {
      const moves = new Map<string, number>();
      for (const context of contexts(d, plan, spaces)) {
        const [from, to] = [old!, next!].map((client) => client.forContext(context).variant('f') ?? null);
        if (from !== to) moves.set(`${from} ${to}`, (moves.get(`${from} ${to}`) ?? 0) + 1 / CELLS ** spaces.length);
      }
      const share = shares.find(({ when }) => (when as { value?: string } | null)?.value === plan);
      const isGroup =
        plan === undefined ||
        [before, after].some(({ rules = [] }) =>
          rules.some((each) => each.enabled !== false && JSON.stringify(each.when ?? '').includes(plan)),
        );
      // A group without a rule is in that of the subjects that match no conditions.
      const said = isGroup ? share : shares.find(({ when }) => when === null);
      const found = new Map(said?.moves.map(({ from, to, share: part }) => [`${from} ${to}`, part]));
      moving += moves.size;
      expect([...found.keys()].toSorted(), `round ${round} ${plan}`).toEqual([...moves.keys()].toSorted());
      for (const [pair, part] of moves) expect(found.get(pair), `round ${round} ${plan} ${pair}`).toBeCloseTo(part, 9);
      expect(said?.moved ?? 0).toBeCloseTo(
        [...moves.values()].reduce((sum, part) => sum + part, 0),
        9,
      );
    }
    await Promise.all([old!.close(), next!.close()]);
  }
  expect(moving).toBeGreaterThan(ROUNDS);
});
