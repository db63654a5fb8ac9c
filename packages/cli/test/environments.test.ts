import type { FlagDocument } from '@flagstaff/core';
import { describe, expect, it } from 'vitest';
import { SHOP } from './support/documents.ts';
import { createFolder } from './support/folder.ts';
import { openTerminal, WAYS } from './support/ways.ts';

describe.each(WAYS)('diff and promote, %s', (way) => {
  it('compares environments, and exits with 1 when they differ', async () => {
    const flagstaff = await openTerminal(way, { documents: SHOP });
    const { code, stdout } = await flagstaff('diff', 'staging', 'production');
    expect(code).toBe(1);
    await expect(stdout).toMatchFileSnapshot('golden/diff.txt');
    expect(await flagstaff('diff', '*', 'production')).toMatchObject({ code: 0 });
    expect(await flagstaff('diff', 'staging', 'nope')).toMatchObject({ code: 3 });
    expect(await flagstaff('diff', 'nope')).toMatchObject({ code: 2 });
  });

  it('compares a file with the store', async () => {
    const folder = await createFolder({
      'shop.json': SHOP,
      'other.json': [
        { ...SHOP[4], default: 'dark' },
        { kind: 'environment', key: 'new' },
      ],
    });
    const flagstaff = await openTerminal(way, { documents: SHOP });
    const diff = (...argv: readonly string[]) => flagstaff.with({ cwd: folder.path }, 'diff', ...argv);
    expect(await diff('shop.json')).toEqual({ code: 0, stdout: '', stderr: '' });
    const { code, stdout } = await diff('other.json');
    expect(code).toBe(1);
    await expect(stdout).toMatchFileSnapshot('golden/diff-file.txt');
    expect(JSON.parse((await diff('other.json', '--json')).stdout)).toHaveLength(2);
  });

  it('promotes what differs, or some flags', async () => {
    const flagstaff = await openTerminal(way, { documents: SHOP });
    const dry = await flagstaff('promote', 'staging', 'production', '--dry-run');
    expect([dry.code, dry.stdout]).toEqual([0, expect.stringContaining('new-checkout')]);
    expect(await flagstaff('promote', 'staging', 'production')).toMatchObject({ code: 2 });
    expect((await flagstaff('promote', 'staging', 'production', 'theme', '--yes')).stderr).toBe('Nothing to change.\n');
    const done = await flagstaff('promote', 'staging', 'production', '--yes', '-m', 'Release', '--json');
    expect([done.code, JSON.parse(done.stdout)]).toMatchObject([
      0,
      { comment: 'Release', changes: [{ id: 'flag:new-checkout' }] },
    ]);
    const { environments } = (await flagstaff.management.get('flag:new-checkout')) as FlagDocument;
    expect(environments!['production']).toEqual(environments!['staging']);
    expect(await flagstaff('diff', 'staging', 'production')).toMatchObject({ code: 0 });
    expect(await flagstaff('promote', 'staging', '*', '--yes')).toMatchObject({ code: 2 });
  });
});

it('refuses a promotion into a protected environment', async () => {
  const flagstaff = await openTerminal('remote', { documents: SHOP, identity: { actor: 'ed', roles: 'editor' } });
  expect(await flagstaff('promote', 'staging', 'production', '--yes')).toMatchObject({ code: 3 });
});
