import { createFlagstaff, defineFlags } from '@flagstaff/core';
import { createMemoryStorage } from '@flagstaff/core/storage';
import { manage } from '@flagstaff/core/management';
import { expect, it } from 'vitest';

const definitions = defineFlags({
  'new-checkout': { type: 'boolean', description: 'The one-page checkout', owner: 'shop', removeBy: '2027-01-31' },
  theme: { type: 'string', variants: { light: 'l', dark: 'd' }, defaultValue: 'd' },
  'page-size': { type: 'number', defaultValue: 20 },
  kill: { type: 'boolean', defaultValue: true },
});

it('creates missing flags that serve the defaults of the definitions', async () => {
  const flagstaff = createFlagstaff({ definitions: definitions });
  await flagstaff.ready();
  const { created, differing, commit } = await manage(flagstaff).sync();
  expect(created).toEqual(['flag:new-checkout', 'flag:theme', 'flag:page-size', 'flag:kill']);
  expect({ differing, changes: commit?.changes.length }).toEqual({ differing: [], changes: 4 });
  expect(await manage(flagstaff).get('flag:new-checkout')).toMatchObject({
    type: 'boolean',
    default: 'off',
    description: 'The one-page checkout',
    owner: 'shop',
    removeBy: '2027-01-31',
  });
  const flags = flagstaff.forContext({});
  expect([flags.value('theme'), flags.value('page-size'), flags.isEnabled('kill')]).toEqual(['d', 20, true]);
  expect(flags.details('theme')).toMatchObject({ reason: 'STATIC', variant: 'dark' });
  expect(await manage(flagstaff).sync()).toEqual({ commit: undefined, created: [], differing: [] });
  await flagstaff.close();
});

it('writes nothing in a dry run', async () => {
  const flagstaff = createFlagstaff({ definitions: definitions });
  const { created, commit } = await manage(flagstaff).sync(undefined, { dryRun: true });
  expect([created.length, commit, await manage(flagstaff).list()]).toEqual([4, undefined, []]);
  await flagstaff.close();
});

it('keeps manual changes, and reports them', async () => {
  const flagstaff = createFlagstaff({ definitions: definitions });
  await flagstaff.ready();
  await manage(flagstaff).set({
    kind: 'flag',
    key: 'theme',
    type: 'string',
    variants: { light: 'l', dim: 'm' },
    default: 'light',
  });
  await manage(flagstaff).set({ kind: 'flag', key: 'new-checkout', type: 'boolean', default: 'on', owner: 'payments' });
  const { created, differing } = await manage(flagstaff).sync();
  expect(created).toEqual(['flag:page-size', 'flag:kill']);
  expect(differing).toEqual([
    { flag: 'new-checkout', field: 'description', defined: 'The one-page checkout', stored: undefined },
    { flag: 'new-checkout', field: 'owner', defined: 'shop', stored: 'payments' },
    { flag: 'new-checkout', field: 'removeBy', defined: '2027-01-31', stored: undefined },
    { flag: 'theme', field: 'variants', defined: { light: 'l', dark: 'd' }, stored: { light: 'l', dim: 'm' } },
  ]);
  expect(await manage(flagstaff).get('flag:theme')).toMatchObject({ version: 1, variants: { light: 'l', dim: 'm' } });
  await flagstaff.close();
});

it('does not report variants that the definition omits', async () => {
  const flagstaff = createFlagstaff({ definitions: definitions });
  await manage(flagstaff).sync();
  const sizes = { small: 10, large: 50 };
  await manage(flagstaff).set({ kind: 'flag', key: 'page-size', type: 'number', variants: sizes, default: 'small' });
  await manage(flagstaff).set({
    kind: 'flag',
    key: 'kill',
    type: 'boolean',
    variants: { yes: true, no: false },
    default: 'no',
  });
  expect((await manage(flagstaff).sync()).differing).toEqual([
    { flag: 'kill', field: 'variants', defined: { on: true, off: false }, stored: { yes: true, no: false } },
  ]);
  await flagstaff.close();
});

it('creates each flag once however many instances start at once', async () => {
  const storage = createMemoryStorage();
  const clients = Array.from({ length: 8 }, () => createFlagstaff({ storage, definitions: definitions }));
  const reports = await Promise.all(clients.map((client) => manage(client).sync()));
  expect(reports.flatMap(({ created }) => created).toSorted()).toEqual([
    'flag:kill',
    'flag:new-checkout',
    'flag:page-size',
    'flag:theme',
  ]);
  expect((await storage.list()).map(({ version }) => version)).toEqual([1, 1, 1, 1]);
  for (const client of clients) await client.close();
});

it('requires definitions that make valid flags', async () => {
  const flagstaff = createFlagstaff();
  await expect(manage(flagstaff).sync()).rejects.toMatchObject({ code: 'INVALID_OPTIONS' });
  const odd = { theme: { type: 'string', variants: { light: 'l' }, defaultValue: 'd' } } as const;
  await expect(manage(flagstaff).sync(odd)).rejects.toMatchObject({ code: 'INVALID_OPTIONS' });
  await expect(manage(flagstaff).sync({ theme: null } as never)).rejects.toMatchObject({ code: 'INVALID_OPTIONS' });
  await expect(manage(flagstaff).sync({ 'no key!': { type: 'boolean' } })).rejects.toMatchObject({
    code: 'INVALID_DOCUMENT',
  });
  expect(await manage(flagstaff).list()).toEqual([]);
  await flagstaff.close();
});
