import { createFlagstaff } from '@flagstaff/core';
import { formatComparison, manage } from '@flagstaff/core/management';
import type { Document, FlagDocument, Flagstaff } from '@flagstaff/core';
import { createMemoryStorage } from '@flagstaff/core/storage';
import type { FullStorageBackend } from '@flagstaff/core/storage';
import { describe, expect, it, onTestFinished } from 'vitest';

const text = (key: string, more: Partial<FlagDocument>): FlagDocument => ({
  kind: 'flag',
  key,
  type: 'string',
  variants: { a: 'A', b: 'B' },
  default: 'a',
  ...more,
});
const forPro = { when: { attribute: 'plan', operator: 'eq', value: 'pro' }, serve: 'b' } as const;

const documents: Document[] = [
  { kind: 'environment', key: 'production', protected: true },
  { kind: 'environment', key: 'staging', parent: 'production' },
  { kind: 'environment', key: 'demo' },
  text('checkout', { environments: { production: { rules: [forPro] }, staging: { default: 'b' } } }),
  text('theme', { environments: { staging: { status: 'inactive', off: 'b' }, demo: { status: 'active' } } }),
  text('same', { environments: { staging: { default: 'a' } } }),
  text('plain', {}),
];

async function open(
  more: readonly unknown[] = [],
  prepare?: (storage: FullStorageBackend) => void,
): Promise<{ flagstaff: Flagstaff; storage: FullStorageBackend }> {
  const storage = createMemoryStorage({ documents: [...documents, ...(more as Document[])] });
  prepare?.(storage);
  const flagstaff = createFlagstaff({ storage });
  onTestFinished(() => flagstaff.close());
  await flagstaff.ready();
  return { flagstaff, storage };
}

const patches = async (flagstaff: Flagstaff, key: string): Promise<FlagDocument['environments']> =>
  ((await manage(flagstaff).get(`flag:${key}`)) as FlagDocument).environments;

describe('a reviewed dry run', () => {
  const options = { from: 'staging', to: 'production', force: true } as const;

  it('is written as reviewed', async () => {
    const { flagstaff } = await open();
    const { changes, commit } = await manage(flagstaff).promote({ ...options, dryRun: true });
    expect([changes.length, commit]).toEqual([2, undefined]);
    const done = await manage(flagstaff).promote({ ...options, changes });
    expect(done.changes).toEqual(changes);
    expect(done.commit?.changes.map(({ id }) => id)).toEqual(['flag:checkout', 'flag:theme']);
  });

  it('is refused when another flag differs since, or one of its flags changed', async () => {
    for (const changed of [
      text('plain', { environments: { staging: { default: 'b' } } }),
      text('theme', { owner: 'ada', environments: { staging: { default: 'b' } } }),
    ]) {
      const { flagstaff } = await open();
      const { changes } = await manage(flagstaff).promote({ ...options, dryRun: true });
      await manage(flagstaff).set(changed);
      await expect(manage(flagstaff).promote({ ...options, changes })).rejects.toMatchObject({
        code: 'VERSION_CONFLICT',
      });
    }
  });
});

describe('compare', () => {
  it('lists the flags that differ, and their fields', async () => {
    const { flagstaff } = await open();
    expect(await manage(flagstaff).compare('staging', 'production')).toEqual({
      from: 'staging',
      to: 'production',
      flags: [
        { flag: 'checkout', version: 1, fields: [{ field: 'default', from: 'b', to: 'a' }] },
        {
          flag: 'theme',
          version: 1,
          fields: [
            { field: 'status', from: 'inactive', to: 'active' },
            { field: 'off', from: 'b', to: null },
          ],
        },
      ],
      unreadable: [],
    });
    expect((await manage(flagstaff).compare('production', 'production')).flags).toEqual([]);
    const { from, to, flags } = await manage(flagstaff).compare(undefined, 'production');
    expect([from, to, flags.map(({ flag }) => flag)]).toEqual([null, 'production', ['checkout']]);
  });

  it('compares the present: due changes count, pending ones are listed', async () => {
    const due = { at: '2020-01-01', set: { default: 'b' } } as const;
    const later = { at: '2120-01-01', set: { default: 'a' } } as const;
    const { flagstaff } = await open([text('dated', { environments: { staging: { schedule: [later, due] } } })]);
    const { flags } = await manage(flagstaff).compare('staging', 'production');
    expect(flags.find(({ flag }) => flag === 'dated')?.fields).toEqual([
      { field: 'default', from: 'b', to: 'a' },
      { field: 'schedule', from: [later], to: [] },
    ]);
  });

  it('lists documents it cannot compare', async () => {
    const { flagstaff } = await open([text('odd', { environments: { staging: { default: 'z' } } })]);
    expect(await manage(flagstaff).compare('staging', 'production')).toMatchObject({ unreadable: ['odd'] });
    await expect(manage(flagstaff).compare('moon', 'production')).rejects.toMatchObject({
      code: 'ENVIRONMENT_NOT_FOUND',
    });
  });

  it('formats as readable text', async () => {
    const { flagstaff } = await open();
    expect(formatComparison(await manage(flagstaff).compare('staging', 'demo'))).toBe(
      [
        'staging → demo: 2 flags differ',
        '',
        'checkout (version 1)',
        '  default: a → b',
        '  rules:',
        '    + {"when":{"attribute":"plan","operator":"eq","value":"pro"},"serve":"b"}',
        '',
        'theme (version 1)',
        '  status: active → inactive',
        '  off: nothing → b',
      ].join('\n'),
    );
    expect(formatComparison(await manage(flagstaff).compare(undefined, undefined))).toBe(
      'documents → documents: no flags differ',
    );
    const field = { field: 'rules', from: [1, 2, 4, 5], to: [1, 3, 5] } as const;
    expect(
      formatComparison({
        from: 'a',
        to: 'b',
        flags: [{ flag: 'f', version: 2, fields: [field] }],
        unreadable: ['odd'],
      }),
    ).toBe(
      [
        'a → b: 1 flag differs',
        '',
        'f (version 2)',
        '  rules:',
        '      1',
        '    - 3',
        '    + 2',
        '    + 4',
        '      5',
        '',
        'cannot be understood: odd',
      ].join('\n'),
    );
  });
});

describe('promote', () => {
  it('makes the target equal to the source, in one commit', async () => {
    const { flagstaff } = await open();
    const before = await manage(flagstaff).compare('staging', 'demo');
    const { comparison, commit } = await manage(flagstaff).promote({ from: 'staging', to: 'demo', actor: 'ada' });
    expect(comparison).toEqual(before);
    expect(commit).toMatchObject({ actor: 'ada', comment: 'Promote staging to demo' });
    expect(commit?.changes.map(({ id }) => id)).toEqual(['flag:checkout', 'flag:theme']);
    expect(await patches(flagstaff, 'checkout')).toEqual({
      production: { rules: [forPro] },
      staging: { default: 'b' },
      demo: { default: 'b', rules: [forPro] },
    });
    expect(await patches(flagstaff, 'theme')).toMatchObject({ demo: { status: 'inactive', off: 'b' } });
    expect((await manage(flagstaff).compare('staging', 'demo')).flags).toEqual([]);
    expect(await manage(flagstaff).promote({ from: 'staging', to: 'demo' })).toMatchObject({ commit: undefined });
  });

  it('copies the fields of the source’s patch to its parent', async () => {
    const { flagstaff } = await open();
    await manage(flagstaff).promote({ from: 'staging', to: 'production', keys: ['checkout'], force: true });
    expect(await patches(flagstaff, 'checkout')).toMatchObject({ production: { default: 'b', rules: [forPro] } });
    expect((await manage(flagstaff).compare('staging', 'production')).flags.map(({ flag }) => flag)).toEqual(['theme']);
  });

  it('from the documents removes the patch', async () => {
    const { flagstaff } = await open();
    await manage(flagstaff).promote({ to: 'production', force: true });
    expect(await patches(flagstaff, 'checkout')).toEqual({ staging: { default: 'b' } });
  });

  it('rejects a protected environment without force, and a dry run only returns the changes', async () => {
    const { flagstaff } = await open();
    const options = { from: 'staging', to: 'production' };
    await expect(manage(flagstaff).promote(options)).rejects.toMatchObject({ code: 'ENVIRONMENT_PROTECTED' });
    const { comparison, commit } = await manage(flagstaff).promote({ ...options, dryRun: true });
    expect({ flags: comparison.flags.length, commit }).toEqual({ flags: 2, commit: undefined });
    expect(await manage(flagstaff).get('flag:checkout')).toMatchObject({ version: 1 });
  });

  it('writes only what was reviewed', async () => {
    const { flagstaff, storage } = await open();
    const comparison = await manage(flagstaff).compare('staging', 'demo');
    const checkout = (await storage.get('flag:checkout')) as FlagDocument;
    await storage.set({ ...checkout, description: 'Changed by another writer' });
    const options = { from: 'staging', to: 'demo', comparison };
    await expect(manage(flagstaff).promote(options)).rejects.toMatchObject({ code: 'VERSION_CONFLICT' });
    const { commit } = await manage(flagstaff).promote({ ...options, keys: ['theme'] });
    expect(commit?.changes.map(({ id }) => id)).toEqual(['flag:theme']);
    await expect(manage(flagstaff).promote({ ...options, to: 'staging' })).rejects.toMatchObject({
      code: 'INVALID_OPTIONS',
    });
  });

  it('plans again when another writer commits in between', async () => {
    let raced = false;
    const { flagstaff } = await open([], (storage) => {
      const { commit } = storage;
      storage.commit = async (...given) => {
        if (!raced) {
          raced = true;
          const checkout = (await storage.get('flag:checkout')) as FlagDocument;
          const staging = { default: 'b', status: 'inactive' } as const;
          await commit([{ type: 'set', document: { ...checkout, environments: { staging } } }]);
        }
        return commit(...given);
      };
    });
    await manage(flagstaff).promote({ from: 'staging', to: 'demo' });
    expect(await patches(flagstaff, 'checkout')).toMatchObject({ demo: { default: 'b', status: 'inactive' } });
  });

  it('rejects unknown flags, environments and targets', async () => {
    const { flagstaff } = await open();
    const promote = (options: object | null) => manage(flagstaff).promote(options as never);
    await expect(promote({ from: 'staging', to: 'moon' })).rejects.toMatchObject({ code: 'ENVIRONMENT_NOT_FOUND' });
    await expect(promote({ from: 'moon', to: 'demo' })).rejects.toMatchObject({ code: 'ENVIRONMENT_NOT_FOUND' });
    for (const wrong of [
      { from: 'staging', to: 'demo', keys: ['chekout'] },
      { from: 'staging' },
      { to: null },
      { to: 'demo', keys: 'theme' },
      { to: 'demo', comparison: 'all' },
      { to: 'demo', comparison: { from: null, to: 'demo', flags: [null], unreadable: [] } },
      null,
    ]) {
      await expect(promote(wrong)).rejects.toMatchObject({ code: 'INVALID_OPTIONS' });
    }
  });

  it('reports a field that no patch can remove', async () => {
    const { flagstaff } = await open([text('odd', { environments: { production: { off: 'b' } } })]);
    await expect(manage(flagstaff).promote({ from: 'demo', to: 'staging', keys: ['odd'] })).rejects.toMatchObject({
      code: 'INVALID_OPTIONS',
      message: expect.stringContaining('the required "off"') as string,
    });
  });
});
