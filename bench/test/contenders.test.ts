import { describe, expect, it } from 'vitest';
import { count } from '../../packages/spec/src/index.ts';
import { CONTENDERS, loadContender, reasonAgainst } from '../contenders/index.mjs';
import { createDataset } from '../workloads/dataset.mjs';
import { WORKLOADS } from '../workloads/index.mjs';
import { prove } from '../workloads/proof.mjs';
import { KEYS } from '../workloads/flags.mjs';
import { createUsers } from '../workloads/users.mjs';

/** Enough users to measure shares, and few enough for the slowest contender. */
const users = createUsers(count(300, 1_000));
const dataset = createDataset({ users, mixed: 1_000 });

type Verdicts = { [workload: string]: string | undefined };

async function open(id: string) {
  const contender = await loadContender(id);
  const handle = await contender.open(JSON.stringify(contender.translate(dataset)));
  return { contender, handle };
}

async function verdictsOf(id: string): Promise<Verdicts> {
  const { contender, handle } = await open(id);
  const verdicts: Verdicts = {};
  for (const [workload, { kinds }] of Object.entries(WORKLOADS)) {
    if (reasonAgainst(contender, workload, kinds) === undefined)
      verdicts[workload] = await prove(workload, handle, users);
  }
  await handle.close?.();
  return verdicts;
}

/** Unleash evaluates only one level of prerequisites. */
const DISQUALIFIED: { [id: string]: string[] } = { unleash: ['g'] };

describe.each(CONTENDERS)('%s', (id) => {
  // Proves thousands of answers per workload: seconds of work, and more on a busy machine.
  it('answers every workload that it supports correctly, or is disqualified', { timeout: 60_000 }, async () => {
    const verdicts = await verdictsOf(id);
    const wrong = Object.keys(verdicts).filter((workload) => verdicts[workload] !== undefined);
    expect(Object.keys(verdicts).length).toBeGreaterThan(0);
    expect(wrong).toEqual(DISQUALIFIED[id] ?? []);
  });
});

describe('the proof', () => {
  it('detects an answer that is wrong for one user, a wrong share, and an unstable answer', async () => {
    const { handle } = await open('flagstaff');
    let asked = 0;
    const lying = (isOn: (key: string, context: unknown) => boolean) => ({ ...handle, isOn });
    expect(
      await prove(
        'c',
        lying((key, context) => handle.isOn(key, context) && asked++ !== 7),
        users,
      ),
    ).toMatch(/^1 of/);
    expect(
      await prove(
        'b',
        lying(() => true),
        users,
      ),
    ).toMatch(/instead of 20\.0 %/);
    expect(
      await prove(
        'b',
        lying(() => asked++ % 5 === 0),
        users.slice(1),
      ),
    ).toMatch(/two answers/);
    expect(await prove('b', handle, users)).toBeUndefined();
    await handle.close?.();
  });
});

describe('the floors', () => {
  it.each(['floor-hash', 'floor-rest'])('%s selects the same users as Flagstaff', async (id) => {
    const { handle } = await open('flagstaff');
    const { handle: floor } = await open(id);
    for (const user of users) {
      expect(floor.isOn(KEYS.rollout, floor.context(user))).toBe(handle.isOn(KEYS.rollout, handle.context(user)));
      expect(floor.choice(KEYS.split, floor.context(user))).toBe(handle.choice(KEYS.split, handle.context(user)));
    }
    await handle.close?.();
  });
});
