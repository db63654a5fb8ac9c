import { createFlagstaff, defineFlags } from '@flagstaff/core';
import type { Document, StorageBackend, StoredDocument } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import { expect, it } from 'vitest';
import { fakeClock } from '@flagstaff/testkit';

/** A day in June. */
const clock = fakeClock({ now: new Date('2026-06-01T00:00:00Z') });

/** Returns a store that sets its own times of writing. */
function storeOf(documents: StoredDocument[]): StorageBackend {
  const refuse = (): Promise<never> => Promise.reject(new Error('this store is never written'));
  return { name: 'dated', get: async () => undefined, list: async () => documents, set: refuse, delete: refuse };
}

it('lists the flags that need attention', async () => {
  const flag = (key: string, more: object = {}): Document => ({ kind: 'flag', key, type: 'boolean', ...more });
  const stored = (updatedAt: string) => ({ version: 1, createdAt: updatedAt, updatedAt });
  const old = stored('2026-01-01T00:00:00.000Z');
  const storage = storeOf([
    { ...flag('overdue', { removeBy: '2026-05-31', rules: [{ rollout: { percentage: 5 }, serve: 'on' }] }), ...old },
    { ...flag('settled', { default: 'on' }), ...old },
    { ...flag('stopped', { status: 'inactive', rules: [{ serve: 'on' }] }), ...old },
    { ...flag('fresh', { default: 'on' }), ...stored('2026-05-20T00:00:00.000Z') },
    { ...flag('scheduled', { schedule: [{ at: '2026-05-30', set: { default: 'on' } }] }), ...old },
    { ...flag('rolled', { rules: [{ rollout: { percentage: 5 }, serve: 'on' }] }), ...old },
  ]);
  const definitions = defineFlags({
    overdue: { type: 'boolean' },
    rolled: { type: 'boolean' },
    absent: { type: 'boolean' },
  });
  const flagstaff = createFlagstaff({ storage, clock, definitions: definitions });
  await flagstaff.ready();
  flagstaff.forContext({}).isEnabled('rolled');

  const report = manage(flagstaff).report();
  expect(report.overdue).toEqual([{ flag: 'overdue', removeBy: '2026-05-31' }]);
  expect(report.settled).toEqual([
    { flag: 'settled', variant: 'on', since: '2026-01-01T00:00:00.000Z' },
    { flag: 'stopped', variant: 'off', since: '2026-01-01T00:00:00.000Z' },
  ]);
  expect(report.absent).toEqual(['absent']);
  expect(report.undefined).toEqual(['settled', 'stopped', 'fresh', 'scheduled']);
  expect(report.unused).toEqual(['overdue', 'settled', 'stopped', 'fresh', 'scheduled']);
  expect(
    manage(flagstaff)
      .report({ settledAfterDays: 1 })
      .settled.map(({ flag: key }) => key),
  ).toEqual(['settled', 'stopped', 'fresh', 'scheduled']);
  await flagstaff.close();
});

const everyUser = { rules: [{ rollout: { percentage: 100 }, serve: 'on' }] };
const ramp = (mode: 'linear' | 'step', end: string) => ({
  rules: [
    {
      rollout: {
        mode,
        ramp: [
          { at: end, percentage: 100 },
          { at: '2026-02-01', percentage: 1 },
        ],
      },
      serve: 'on',
    },
  ],
});
const condition = { attribute: 'plan', operator: 'eq', value: 'pro' } as const;
const override = { attribute: 'userId', value: '1', serve: 'on' };

it.each<[string, object, { readonly variant: string; readonly since: string } | undefined]>([
  ['a rollout to every user', everyUser, { variant: 'on', since: '2026-01-01' }],
  ['a ramp that is over', ramp('linear', '2026-03-01'), { variant: 'on', since: '2026-03-01' }],
  ['a ramp in progress', ramp('linear', '2026-09-01'), undefined],
  ['a ramp that has yet to step', ramp('step', '2026-09-01'), undefined],
  [
    'rules that all serve what the default does',
    { rules: [{ when: condition, serve: 'off' }] },
    { variant: 'off', since: '2026-01-01' },
  ],
  ['a rule before that for every user', { rules: [{ when: condition, serve: 'off' }, ...everyUser.rules] }, undefined],
  [
    'a rule after that for every user',
    { rules: [...everyUser.rules, { when: condition, serve: 'off' }] },
    { variant: 'on', since: '2026-01-01' },
  ],
  [
    'a rule for no user',
    { rules: [{ rollout: { percentage: 0 }, serve: 'on' }] },
    { variant: 'off', since: '2026-01-01' },
  ],
  ['a part of a namespace', { rules: [{ namespace: { name: 'n', range: [0, 99] }, serve: 'on' }] }, undefined],
  ['a split with one variant', { default: { split: { on: 0, off: 5 } } }, { variant: 'off', since: '2026-01-01' }],
  ['a split', { default: { split: { on: 1, off: 99 } } }, undefined],
  ['an override', { overrides: [override] }, undefined],
  [
    'an override that has expired',
    { overrides: [{ ...override, expires: '2026-04-01' }] },
    { variant: 'off', since: '2026-04-01' },
  ],
  ['a holdout', { ...everyUser, holdout: { name: 'h', percentage: 5 } }, undefined],
  ['a holdout of 0 %', { ...everyUser, holdout: { name: 'h', percentage: 0 } }, { variant: 'on', since: '2026-01-01' }],
  ['a prerequisite', { default: 'on', prerequisites: [{ flag: 'other', variants: ['on'] }] }, undefined],
  [
    'a scheduled change that was due',
    { schedule: [{ at: '2026-02-02', set: everyUser }] },
    { variant: 'on', since: '2026-02-02' },
  ],
  [
    'a text that is inactive, without `off`',
    { type: 'string', variants: { a: 'a' }, default: 'a', status: 'inactive' },
    undefined,
  ],
])('detects whether every user is served the same: %s', async (_what, more, settled) => {
  const written = '2026-01-01T00:00:00.000Z';
  const stored = { version: 1, createdAt: written, updatedAt: written };
  const storage = storeOf([
    { kind: 'flag', key: 'other', type: 'boolean', ...stored },
    { kind: 'flag', key: 'asked', type: 'boolean', ...more, ...stored },
  ]);
  const flagstaff = createFlagstaff({ storage, clock });
  await flagstaff.ready();
  const found = manage(flagstaff)
    .report()
    .settled.filter(({ flag }) => flag === 'asked');
  expect(found).toEqual(
    settled === undefined ? [] : [{ flag: 'asked', ...settled, since: new Date(settled.since).toISOString() }],
  );
  // A statement about every user holds for a hundred.
  const sample = Array.from({ length: 100 }, (_, id) => ({ userId: String(id), plan: id % 2 === 0 ? 'pro' : 'free' }));
  const served = new Set(sample.map((context) => flagstaff.forContext(context).variant('asked')));
  expect(settled === undefined || [...served].join() === settled.variant).toBe(true);
  await flagstaff.close();
});

it('reports invalid options', async () => {
  const flagstaff = createFlagstaff();
  for (const settledAfterDays of ['30', -1, Number.NaN, null] as number[]) {
    expect(() => manage(flagstaff).report({ settledAfterDays })).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTIONS' }),
    );
  }
  await flagstaff.close();
});

it('keeps the usage of a flag when it or others change', async () => {
  const flagstaff = createFlagstaff({
    bootstrap: ['asked', 'other', 'third'].map((key): Document => ({ kind: 'flag', key, type: 'boolean' })),
  });
  await flagstaff.ready();
  expect(manage(flagstaff).report().unused).toEqual(['asked', 'other', 'third']);
  flagstaff.forContext({}).isEnabled('asked');
  await manage(flagstaff).set({ kind: 'flag', key: 'asked', type: 'boolean', default: 'on' });
  await manage(flagstaff).set({ kind: 'flag', key: 'other', type: 'boolean', default: 'on' });
  expect(manage(flagstaff).report().unused).toEqual(['other', 'third']);
  await flagstaff.close();
});

it('counts evaluations in its environment', async () => {
  const flagstaff = createFlagstaff({
    environment: 'staging',
    bootstrap: [
      { kind: 'environment', key: 'staging' },
      { kind: 'flag', key: 'patched', type: 'boolean', environments: { staging: { default: 'on' } } },
      { kind: 'flag', key: 'plain', type: 'boolean' },
    ],
  });
  await flagstaff.ready();
  expect(flagstaff.forContext({}).isEnabled('patched')).toBe(true);
  expect(manage(flagstaff).report().unused).toEqual(['plain']);
  await flagstaff.close();
});
