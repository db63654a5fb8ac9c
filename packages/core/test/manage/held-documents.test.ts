import { createFlagstaff } from '@flagstaff/core';
import type { FlagDocument } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import { createMemoryStorage } from '@flagstaff/core/storage';
import { expect, it, onTestFinished } from 'vitest';

const FIELDS = {
  overrides: [{ attribute: 'userId', value: 'ada', serve: 'on' }],
  schedule: [{ at: '2999-01-01T00:00:00Z', set: { default: 'on' } }],
};

const flag = (key: string): FlagDocument => ({ kind: 'flag', key, type: 'boolean', ...FIELDS });

/** Management of a store that counts how often all documents are read. */
async function open() {
  const store = createMemoryStorage({ documents: [flag('a')] });
  let whole = 0;
  const flagstaff = createFlagstaff({
    storage: {
      ...store,
      list: () => {
        whole += 1;
        return store.list();
      },
      snapshot: () => {
        whole += 1;
        return store.snapshot();
      },
    },
    pollIntervalMs: false,
  });
  onTestFinished(() => flagstaff.close());
  await flagstaff.refresh();
  return { store, management: manage(flagstaff), whole: () => whole };
}

const ADA = { attribute: 'userId', value: 'ada' };

it('returns overrides and scheduled changes of other processes, and reads only what has changed', async () => {
  const { store, management, whole } = await open();
  const start = whole();
  await store.set(flag('b'));
  expect((await management.overridesOf(ADA)).map((override) => override.flag)).toEqual(['a', 'b']);
  await store.set(flag('c'));
  expect((await management.pendingChanges()).map((change) => change.flag)).toEqual(['a', 'b', 'c']);
  await store.delete('flag:a');
  expect(await management.pendingChanges('a')).toEqual([]);
  expect(await management.pendingChanges('c')).toHaveLength(1);
  expect(whole()).toBe(start);
});

it('finds the latest version of each flag that can be understood', async () => {
  const { store, management } = await open();
  await store.commit([
    { type: 'set', document: { kind: 'environment', key: 'test' } },
    { type: 'set', document: { kind: 'flag', key: 'b', type: 'boolean', environments: { test: FIELDS } } },
    { type: 'set', document: { kind: 'flag', key: 'plain', type: 'boolean' } },
    // Its prerequisite does not exist, so the version before is in force.
    { type: 'set', document: { ...flag('a'), prerequisites: [{ flag: 'nope', variants: ['on'] }] } },
    { type: 'set', document: { ...flag('c'), type: 'other' as never } },
  ]);
  const found = await management.overridesOf(ADA);
  expect(found.map((override) => override.flag).toSorted()).toEqual(['a', 'b']);
  const pending = await management.pendingChanges();
  expect(pending.map((change) => `${change.flag} ${change.version}`).toSorted()).toEqual(['a 2', 'b 1']);
  expect(await management.pendingChanges('a')).toHaveLength(1);
  expect(await management.pendingChanges('plain')).toEqual([]);
  expect(await management.pendingChanges('c')).toEqual([]);
  await expect(management.setOverrides(ADA, { c: 'on' })).rejects.toMatchObject({ code: 'DOCUMENT_NOT_FOUND' });
  await management.removeOverrides(ADA, { keys: ['b'] });
  expect((await management.overridesOf(ADA)).map((override) => override.flag)).toEqual(['a']);
});

it('returns scheduled changes that the caller may change', async () => {
  const { management } = await open();
  const [change] = await management.pendingChanges();
  Object.assign(change!.set, { default: 'changed by the caller' });
  expect((await management.pendingChanges())[0]!.set).toEqual({ default: 'on' });
});
