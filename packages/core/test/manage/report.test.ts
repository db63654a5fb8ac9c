import { createFlagstaff, defineFlags } from '@flagstaff/core';
import type { Clock, Document, StorageBackend, StoredDocument } from '@flagstaff/core';
import { expect, it } from 'vitest';

/** A day in June. */
const clock: Clock = {
  now: () => Date.parse('2026-06-01T00:00:00Z'),
  monotonic: () => performance.now(),
  setTimer(callback, ms) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

/** A store that says itself when its documents were written. */
function storeOf(documents: StoredDocument[]): StorageBackend {
  const refuse = (): Promise<never> => Promise.reject(new Error('nobody writes here'));
  return { name: 'dated', get: async () => undefined, list: async () => documents, set: refuse, delete: refuse };
}

it('names the flags that somebody should look at', async () => {
  const flag = (key: string, more: object = {}): Document => ({ kind: 'flag', key, type: 'boolean', ...more });
  const stored = (updatedAt: string) => ({ version: 1, createdAt: updatedAt, updatedAt });
  const old = stored('2026-01-01T00:00:00.000Z');
  const storage = storeOf([
    { ...flag('overdue', { removeBy: '2026-05-31', rules: [{ serve: 'on' }] }), ...old },
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
  const flagstaff = createFlagstaff({ storage, clock, flags: definitions });
  await flagstaff.ready();
  flagstaff.forContext({}).isEnabled('rolled');

  const report = flagstaff.report();
  expect(report.overdue).toEqual([{ flag: 'overdue', removeBy: '2026-05-31' }]);
  expect(report.settled).toEqual([
    { flag: 'settled', variant: 'on', since: '2026-01-01T00:00:00.000Z' },
    { flag: 'stopped', variant: 'off', since: '2026-01-01T00:00:00.000Z' },
  ]);
  expect(report.absent).toEqual(['absent']);
  expect(report.undefined).toEqual(['settled', 'stopped', 'fresh', 'scheduled']);
  expect(report.unused).toEqual(['overdue', 'settled', 'stopped', 'fresh', 'scheduled']);
  expect(flagstaff.report({ settledAfterDays: 1 }).settled.map(({ flag: key }) => key)).toEqual([
    'settled',
    'stopped',
    'fresh',
    'scheduled',
  ]);
  await flagstaff.close();
});

it('remembers what was asked for when the flag changes, and forgets nothing when others do', async () => {
  const flagstaff = createFlagstaff({
    bootstrap: ['asked', 'other', 'third'].map((key): Document => ({ kind: 'flag', key, type: 'boolean' })),
  });
  await flagstaff.ready();
  expect(flagstaff.report().unused).toEqual(['asked', 'other', 'third']);
  flagstaff.forContext({}).isEnabled('asked');
  await flagstaff.set({ kind: 'flag', key: 'asked', type: 'boolean', default: 'on' });
  await flagstaff.set({ kind: 'flag', key: 'other', type: 'boolean', default: 'on' });
  expect(flagstaff.report().unused).toEqual(['other', 'third']);
  await flagstaff.close();
});

it('counts what was asked for in its environment', async () => {
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
  expect(flagstaff.report().unused).toEqual(['plain']);
  await flagstaff.close();
});
