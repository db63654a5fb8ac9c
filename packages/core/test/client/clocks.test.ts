// A single machine's clock does not decide what is written for all instances.
import { createFlagstaff } from '@flagstaff/core';
import type { FlagDocument, Flagstaff } from '@flagstaff/core';
import { createMemoryStorage } from '@flagstaff/core/storage';
import type { StorageBackend } from '@flagstaff/core/storage';
import { manage } from '@flagstaff/core/management';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fakeClock } from '@flagstaff/testkit';

const NOW = Date.parse('2030-06-15T12:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

function scheduled(after: number): FlagDocument {
  const at = new Date(NOW + after).toISOString();
  return { kind: 'flag', key: 'sale', type: 'boolean', schedule: [{ at, set: { default: 'on' } }] };
}

/** Opens a store whose own clock is correct, unless `time` is given. */
async function open(
  documents: FlagDocument[],
  { time = async () => NOW }: { readonly time?: StorageBackend['time'] | null } = {},
): Promise<(ahead: number) => Promise<Flagstaff>> {
  const memory = createMemoryStorage({ documents: [{ kind: 'environment', key: 'production' }, ...documents] });
  return async (ahead) => {
    const storage = { ...memory, ...(time === null ? {} : { time }) };
    const flagstaff = createFlagstaff({ storage, clock: fakeClock({ now: new Date(NOW + ahead) }) });
    onTestFinished(() => flagstaff.close());
    await flagstaff.ready();
    return flagstaff;
  };
}

/** Returns the number of changes left in the flag's schedule. */
const schedule = async (flagstaff: Flagstaff): Promise<number> =>
  ((await manage(flagstaff).get('flag:sale')) as FlagDocument).schedule?.length ?? 0;

describe('a scheduled change', () => {
  it.each([
    ['for tomorrow, written by a clock a day ahead', DAY, 25 * HOUR, 1],
    ['for tomorrow, written by a clock a year ahead', DAY, 365 * DAY, 1],
    ['due for half an hour', -HOUR / 2, 0, 1],
    ['due for half an hour by a clock that is behind', -2 * HOUR, -90 * MINUTE, 1],
    ['due for more than an hour', -HOUR - MINUTE, 0, 0],
    ['due for more than an hour, written by a clock a day ahead', -HOUR - MINUTE, DAY, 0],
  ])('%s', async (_, after, ahead, left) => {
    const flag = scheduled(after);
    const at = await open([flag]);
    const [writer, reader] = [await at(ahead), await at(0)];
    const before = reader.forContext({}).isEnabled('sale');
    await manage(writer).set({ ...flag, description: 'Sale' });
    await manage(writer).set({ ...flag, description: 'Sale again' });
    expect({ left: await schedule(writer), due: before }).toEqual({ left, due: after <= 0 });
    await reader.refresh();
    expect(reader.forContext({}).isEnabled('sale')).toBe(before);
  });

  it('is past by the local clock when the store has none, once it is due for more than an hour', async () => {
    const flag = scheduled(0);
    const at = await open([flag], { time: null });
    const near = await at(59 * MINUTE);
    await manage(near).set(flag);
    expect(await schedule(near)).toBe(1);
    const far = await at(61 * MINUTE);
    await manage(far).set(flag);
    expect(await schedule(far)).toBe(0);
  });

  it.each<[string, () => unknown]>([
    ['rejects', async () => Promise.reject(new Error('denied'))],
    [
      'throws',
      () => {
        throw new Error('denied');
      },
    ],
    ['returns a text', async () => 'noon'],
    ['returns NaN', async () => Number.NaN],
    ['returns nothing', () => undefined],
  ])('stays in the document while the store’s clock %s, and the write succeeds', async (_, time) => {
    const flag = scheduled(-DAY);
    const at = await open([flag], { time: time as StorageBackend['time'] });
    const writer = await at(0);
    await manage(writer).set(flag);
    expect(await schedule(writer)).toBe(1);
    expect(writer.forContext({}).isEnabled('sale')).toBe(true);
  });

  it('for tomorrow stays scheduled when a clock that is ahead promotes the flag', async () => {
    const flag = { ...scheduled(DAY), environments: { production: { status: 'inactive' } } } as FlagDocument;
    const at = await open([flag]);
    const [writer, reader] = [await at(2 * DAY), await at(0)];
    await manage(writer).promote({ to: 'production' });
    await reader.refresh();
    const promoted = (when: number): boolean =>
      reader.forContext({}, { environment: 'production', at: new Date(NOW + when) }).isEnabled('sale');
    expect({ left: await schedule(reader), now: promoted(0), almost: promoted(DAY - 1), later: promoted(DAY) }).toEqual(
      { left: 1, now: false, almost: false, later: true },
    );
  });

  it('is cancelled by the store’s clock, regardless of the writer’s clock', async () => {
    const at = await open([scheduled(DAY)]);
    const [right, ahead] = [await at(0), await at(2 * DAY)];
    const [change] = await manage(right).pendingChanges();
    await manage(ahead).cancelChange(change!);
    expect(await manage(right).pendingChanges()).toEqual([]);
  });

  it('that has taken effect is not cancelled by a clock that is behind', async () => {
    const at = await open([scheduled(-HOUR)]);
    const behind = await at(-DAY);
    const [change] = await manage(behind).pendingChanges();
    await expect(manage(behind).cancelChange(change!)).rejects.toMatchObject({ code: 'CHANGE_NOT_PENDING' });
  });
});

describe('removeExpiredOverrides', () => {
  const overridden = (after: number): FlagDocument => ({
    kind: 'flag',
    key: 'sale',
    type: 'boolean',
    overrides: [{ attribute: 'userId', value: '1', serve: 'on', expires: new Date(NOW + after).toISOString() }],
  });
  const left = async (flagstaff: Flagstaff): Promise<number> =>
    (await manage(flagstaff).overridesOf({ attribute: 'userId', value: '1' })).length;

  it.each([
    ['keeps an override that expires tomorrow, with a clock a week ahead', DAY, 7 * DAY, 1],
    ['keeps an override that expired half an hour ago', -HOUR / 2, 0, 1],
    ['removes an override that expired more than an hour ago', -HOUR - MINUTE, 0, 0],
  ])('%s', async (_, after, ahead, expected) => {
    const at = await open([overridden(after)]);
    const writer = await at(ahead);
    await manage(writer).removeExpiredOverrides();
    expect(await left(writer)).toBe(expected);
  });

  it('rejects when the clock of the store cannot be read', async () => {
    const at = await open([overridden(-DAY)], { time: async () => Promise.reject(new Error('denied')) });
    const writer = await at(0);
    await expect(manage(writer).removeExpiredOverrides()).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
    expect(await left(writer)).toBe(1);
  });
});
