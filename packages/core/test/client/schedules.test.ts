import { createFlagstaff } from '@flagstaff/core';
import type { Document, FlagDocument, Flagstaff } from '@flagstaff/core';
import type { PendingChange } from '@flagstaff/core/management';
import { createMemoryStorage } from '@flagstaff/core/storage';
import { manage } from '@flagstaff/core/management';
import { expect, it, onTestFinished } from 'vitest';
import { fakeClock } from '@flagstaff/testkit';

const documents: Document[] = [
  { kind: 'environment', key: 'production' },
  { kind: 'environment', key: 'staging', parent: 'production' },
];
const flag: FlagDocument = {
  kind: 'flag',
  key: 'sale',
  type: 'boolean',
  schedule: [
    { at: '2030-03-01', set: { status: 'inactive' } },
    { at: '2030-02-01', set: { default: 'on' } },
  ],
  environments: { staging: { schedule: [{ at: '2030-01-15', set: { default: 'on' } }] } },
};

async function open(start: string): Promise<{ flagstaff: Flagstaff; go: (to: string) => void }> {
  const clock = fakeClock({ now: new Date(start) });
  const storage = createMemoryStorage({ documents: [...documents, flag] });
  const flagstaff = createFlagstaff({ storage, clock });
  onTestFinished(() => flagstaff.close());
  await flagstaff.ready();
  return { flagstaff, go: (to) => clock.setNow(new Date(to)) };
}

const isOn = (flagstaff: Flagstaff): string =>
  [undefined, 'production', 'staging']
    .map((environment) => flagstaff.forContext({}, environment === undefined ? {} : { environment }))
    .map((flags) => (flags.isEnabled('sale') ? 'on' : 'off'))
    .join(' ');

const stored = async (flagstaff: Flagstaff): Promise<FlagDocument> =>
  (await manage(flagstaff).get('flag:sale')) as FlagDocument;

const brief = ({ environment = '-', at }: PendingChange): string => `${environment} ${at}`;

it('applies by the clock, without a write', async () => {
  const { flagstaff, go } = await open('2030-01-01');
  const seen = ['2030-01-01', '2030-01-15', '2030-02-01', '2030-03-01'].map((day) => {
    go(day);
    return isOn(flagstaff);
  });
  expect(seen).toEqual(['off off off', 'off off on', 'on on on', 'off off on']);
});

it('lists pending changes in the order they take effect', async () => {
  const { flagstaff, go } = await open('2030-01-01');
  const pending = await manage(flagstaff).pendingChanges('sale');
  expect(pending).toEqual([
    { flag: 'sale', environment: 'staging', at: '2030-01-15', set: { default: 'on' }, version: 1 },
    { flag: 'sale', at: '2030-02-01', set: { default: 'on' }, version: 1 },
    { flag: 'sale', at: '2030-03-01', set: { status: 'inactive' }, version: 1 },
  ]);
  expect(await manage(flagstaff).pendingChanges()).toEqual(pending);
  expect(await manage(flagstaff).pendingChanges('other')).toEqual([]);
  go('2030-02-01');
  expect((await manage(flagstaff).pendingChanges()).map(brief)).toEqual(['- 2030-03-01']);
});

it('cancels and replaces, as versioned commits', async () => {
  const { flagstaff } = await open('2030-01-01');
  const [inStaging, first, last] = (await manage(flagstaff).pendingChanges()) as [
    PendingChange,
    PendingChange,
    PendingChange,
  ];
  await manage(flagstaff).cancelChange(inStaging, { actor: 'ada' });
  expect(await stored(flagstaff)).toMatchObject({
    version: 2,
    updatedBy: 'ada',
    environments: { staging: { schedule: [] } },
  });
  await manage(flagstaff).replaceChange(first, { at: '2030-02-10', set: { default: 'on' } });
  expect((await manage(flagstaff).pendingChanges()).map(brief)).toEqual(['- 2030-02-10', '- 2030-03-01']);
  await expect(manage(flagstaff).cancelChange(last, { ifVersion: last.version })).rejects.toMatchObject({
    code: 'VERSION_CONFLICT',
  });
  await expect(manage(flagstaff).cancelChange(first)).rejects.toMatchObject({ code: 'CHANGE_NOT_PENDING' });
  await expect(manage(flagstaff).cancelChange({ ...last, flag: 'gone' })).rejects.toMatchObject({
    code: 'CHANGE_NOT_PENDING',
  });
  await expect(manage(flagstaff).replaceChange(last, { at: 'soon', set: {} })).rejects.toMatchObject({
    code: 'INVALID_DOCUMENT',
    issues: [{ path: '$.schedule[0].at' }, { path: '$.schedule[0].set' }],
  });
  for (const change of await manage(flagstaff).pendingChanges()) await manage(flagstaff).cancelChange(change);
  expect(await stored(flagstaff)).not.toHaveProperty('schedule');
});

it('rejects a change that is not pending', async () => {
  const { flagstaff } = await open('2030-01-01');
  const [change] = (await manage(flagstaff).pendingChanges()) as [PendingChange];
  for (const odd of [undefined, null, {}, 'sale']) {
    await expect(manage(flagstaff).cancelChange(odd as never)).rejects.toMatchObject({ code: 'INVALID_OPTIONS' });
  }
  await expect(manage(flagstaff).replaceChange(change, undefined as never)).rejects.toMatchObject({
    code: 'INVALID_OPTIONS',
  });
  await expect(manage(flagstaff).cancelChange({ ...change, environment: '__proto__' })).rejects.toMatchObject({
    code: 'CHANGE_NOT_PENDING',
  });
});

it('does not cancel what has taken effect', async () => {
  const { flagstaff, go } = await open('2030-01-01');
  const [, change] = (await manage(flagstaff).pendingChanges()) as [PendingChange, PendingChange];
  go('2030-02-01');
  await expect(manage(flagstaff).cancelChange(change)).rejects.toMatchObject({ code: 'CHANGE_NOT_PENDING' });
  expect(await stored(flagstaff)).toMatchObject({ version: 1 });
});

it('writes due changes into the document with the next commit of the flag, without an effect', async () => {
  const { flagstaff, go } = await open('2030-02-02');
  const before = isOn(flagstaff);
  await manage(flagstaff).set({ kind: 'segment', key: 'unrelated' });
  expect(await stored(flagstaff)).toMatchObject({ version: 1, schedule: flag.schedule });

  const saved = await manage(flagstaff).set({ ...flag, description: 'Sale' });
  expect(saved).toEqual(await stored(flagstaff));
  expect(saved).toMatchObject({
    version: 2,
    default: 'on',
    description: 'Sale',
    schedule: [{ at: '2030-03-01', set: { status: 'inactive' } }],
    environments: { staging: { default: 'on', schedule: [] } },
  });
  expect([before, isOn(flagstaff)]).toEqual(['on on on', 'on on on']);
  go('2030-03-01');
  expect(isOn(flagstaff)).toBe('off off on');

  // A rollback restores the exact content.
  await manage(flagstaff).rollback(1);
  expect(await stored(flagstaff)).toMatchObject({ schedule: flag.schedule });
  expect(isOn(flagstaff)).toBe('off off on');
});

it('evaluates prerequisites at the same instant', async () => {
  const { flagstaff, go } = await open('2030-01-31');
  await manage(flagstaff).set({
    kind: 'flag',
    key: 'banner',
    type: 'boolean',
    default: 'on',
    prerequisites: [{ flag: 'sale', variants: ['on'] }],
  });
  const banner = (at?: string): boolean =>
    flagstaff.forContext({}, at === undefined ? {} : { at: new Date(at) }).isEnabled('banner');
  expect({ unset: banner(), february: banner('2030-02-01'), march: banner('2030-03-01') }).toEqual({
    unset: false,
    february: true,
    march: false,
  });
  go('2030-02-01');
  const flags = flagstaff.forContext({});
  expect(flags.all()).toMatchObject({ sale: { value: true }, banner: { value: true } });
  go('2030-03-01');
  expect({ before: flags.isEnabled('banner'), now: banner() }).toEqual({ before: true, now: false });
});

it('omits an archived flag from `all` from its instant on', async () => {
  const { flagstaff } = await open('2030-01-01');
  await manage(flagstaff).set({ ...flag, schedule: [{ at: '2030-04-01', set: { status: 'archived' } }] });
  const keys = (at: string): string[] => Object.keys(flagstaff.forContext({}, { at: new Date(at) }).all());
  expect({ before: keys('2030-03-31'), after: keys('2030-04-01') }).toEqual({ before: ['sale'], after: [] });
});
