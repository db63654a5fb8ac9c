import { createFlagstaff } from '@flagstaff/core';
import type { Document } from '@flagstaff/core';
import { createMemoryStorage } from '@flagstaff/core/storage';
import { manage } from '@flagstaff/core/management';
import { afterEach, beforeEach, expect, it } from 'vitest';

const documents: readonly Document[] = [
  { kind: 'environment', key: 'staging' },
  { kind: 'flag', key: 'one', type: 'boolean' },
  {
    kind: 'flag',
    key: 'two',
    type: 'string',
    variants: { a: 'A', b: 'B' },
    default: 'a',
    overrides: [
      { attribute: 'userId', value: 42, serve: 'b' },
      { attribute: 'userId', value: 'other', serve: 'b' },
      { attribute: 'userId', value: '42', serve: 'b', expires: '2020-01-01' },
    ],
    environments: { staging: { overrides: [{ attribute: 'userId', value: '42', serve: 'a' }] } },
  },
];
const subject = { attribute: 'userId', value: '42' };

const storage = () => createMemoryStorage({ documents });
let store = storage();
let flagstaff = createFlagstaff({ storage: store });
beforeEach(async () => {
  store = storage();
  flagstaff = createFlagstaff({ storage: store });
  await flagstaff.ready();
});
afterEach(() => flagstaff.close());

it('lists a subject’s overrides in all flags and environments', async () => {
  expect(await manage(flagstaff).overridesOf({ attribute: 'userId', value: 42 })).toEqual([
    { flag: 'two', serve: 'b', expired: false },
    { flag: 'two', serve: 'b', expires: '2020-01-01', expired: true },
    { flag: 'two', environment: 'staging', serve: 'a', expired: false },
  ]);
  expect(await manage(flagstaff).overridesOf({ attribute: 'tenantId', value: '42' })).toEqual([]);
});

it('pins a subject in several flags at once, and replaces its overrides', async () => {
  const commit = await manage(flagstaff).setOverrides(
    subject,
    { one: 'on', two: { serve: 'a', expires: '2999-01-01' } },
    { actor: 'ada' },
  );
  expect(commit).toMatchObject({ actor: 'ada', changes: [{ id: 'flag:one' }, { id: 'flag:two' }] });
  const flags = flagstaff.forContext({ userId: '42' });
  expect([flags.isEnabled('one'), flags.value('two', '?')]).toEqual([true, 'A']);
  expect(await manage(flagstaff).overridesOf(subject)).toEqual([
    { flag: 'one', serve: 'on', expired: false },
    { flag: 'two', serve: 'a', expires: '2999-01-01', expired: false },
    { flag: 'two', environment: 'staging', serve: 'a', expired: false },
  ]);
  expect(flagstaff.forContext({ userId: 'other' }).value('two', '?')).toBe('B');
});

it('writes all or nothing', async () => {
  const before = await manage(flagstaff).list();
  await expect(manage(flagstaff).setOverrides(subject, { one: 'on', absent: 'on' })).rejects.toMatchObject({
    code: 'DOCUMENT_NOT_FOUND',
  });
  await expect(manage(flagstaff).setOverrides(subject, { one: 'on', two: 'no such variant' })).rejects.toMatchObject({
    code: 'INVALID_DOCUMENT',
  });
  for (const odd of [{}, null, 'one', { one: null }, { one: 5 }, { one: undefined }]) {
    await expect(manage(flagstaff).setOverrides(subject, odd as never)).rejects.toMatchObject({
      code: 'INVALID_OPTIONS',
    });
  }
  await expect(
    manage(flagstaff).setOverrides(subject, { one: { serve: 'on', expires: 'soon' } }),
  ).rejects.toMatchObject({
    code: 'INVALID_DOCUMENT',
  });
  await expect(manage(flagstaff).removeOverrides(subject, { keys: 'two' as never })).rejects.toMatchObject({
    code: 'INVALID_OPTIONS',
  });
  await expect(manage(flagstaff).overridesOf({ attribute: 'userId' } as never)).rejects.toMatchObject({
    code: 'INVALID_OPTIONS',
  });
  expect(await manage(flagstaff).list()).toEqual(before);
});

it('removes a subject’s overrides from all flags, or from some', async () => {
  expect(await manage(flagstaff).removeOverrides(subject, { keys: ['one'] })).toBeUndefined();
  await manage(flagstaff).removeOverrides(subject, { comment: 'they left' });
  expect(await manage(flagstaff).overridesOf(subject)).toEqual([]);
  expect(await manage(flagstaff).overridesOf({ attribute: 'userId', value: 'other' })).toHaveLength(1);
  expect(await manage(flagstaff).removeOverrides(subject)).toBeUndefined();
});

it('removes expired overrides', async () => {
  await manage(flagstaff).removeExpiredOverrides();
  expect((await manage(flagstaff).overridesOf(subject)).some(({ expired }) => expired)).toBe(false);
  expect(await manage(flagstaff).overridesOf(subject)).toHaveLength(2);
  expect(await manage(flagstaff).removeExpiredOverrides()).toBeUndefined();
});

it('loses none of many writes at once, from two clients', async () => {
  const other = createFlagstaff({ storage: store });
  await other.ready();
  const users = Array.from({ length: 20 }, (_, index) => `user-${index}`);
  await Promise.all(
    users.map((value, index) =>
      manage(index % 2 === 0 ? flagstaff : other).setOverrides({ attribute: 'userId', value }, { one: 'on' }),
    ),
  );
  for (const value of users) expect(await manage(other).overridesOf({ attribute: 'userId', value })).toHaveLength(1);
  await other.close();
});
