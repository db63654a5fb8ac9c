import { describe, expect, it } from 'vitest';
import { SHOP } from './support/documents.ts';
import { openTerminal, steady, WAYS } from './support/ways.ts';
import type { Terminal } from './support/ways.ts';

const THEME = SHOP[4]!;

/** Three commits: the documents, a name, a description. */
async function writeHistory({ management }: Terminal): Promise<void> {
  await management.set({ ...THEME, name: 'Theme' }, { actor: 'ada', comment: 'Name it', token: 'a-token-of-a-test' });
  await management.set({ ...THEME, name: 'Theme', description: 'Colors' }, { actor: 'bob' });
}

describe.each(WAYS)('history, revert, rollback and watch, %s', (way) => {
  it('lists commits, and shows one', async () => {
    const flagstaff = await openTerminal(way, { documents: SHOP });
    await writeHistory(flagstaff);
    const parts = [
      await flagstaff('history'),
      await flagstaff('history', 'theme', '--by', 'ada'),
      await flagstaff('history', '--limit', '1'),
      await flagstaff('history', '--token', 'a-token-of-a-test'),
      await flagstaff('history', '--revision', '3'),
    ];
    expect(parts.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0]);
    await expect(steady(parts.map(({ stdout }) => stdout).join('\n'))).toMatchFileSnapshot('golden/history.txt');
    expect(JSON.parse((await flagstaff('history', '--json')).stdout).items).toHaveLength(3);
    expect(await flagstaff('history', '--token', 'no-such-token')).toMatchObject({ code: 3 });
    expect(await flagstaff('history', '--since', 'yesterday')).toMatchObject({ code: 2 });
  });

  it('reads more commits than one page has', async () => {
    const flagstaff = await openTerminal(way);
    for (let at = 0; at < 510; at += 1)
      await flagstaff.management.set({ kind: 'flag', key: `f${at}`, type: 'boolean' });
    const { stdout } = await flagstaff('history', '--limit', '505', '--json');
    expect(JSON.parse(stdout).items).toHaveLength(505);
  });

  it('reverts one commit, and refuses one that was overwritten', async () => {
    const flagstaff = await openTerminal(way, { documents: SHOP });
    await writeHistory(flagstaff);
    const dry = await flagstaff('revert', '2', '--dry-run', '--json');
    expect([dry.code, JSON.parse(dry.stdout)]).toMatchObject([0, { commit: null, conflicts: [] }]);
    expect((await flagstaff('revert', '2', '--yes')).stderr).toContain('Revision 4: flag:theme (version 4)');
    expect(await flagstaff.management.get('flag:theme')).not.toHaveProperty('name');
    const { code, stderr } = await flagstaff('revert', '1', '--yes');
    expect([code, stderr]).toEqual([3, expect.stringContaining('VERSION_CONFLICT')]);
    expect(await flagstaff('revert', '99', '--yes')).toMatchObject({ code: 3 });
    expect(await flagstaff('revert', 'x', '--yes')).toMatchObject({ code: 2 });
  });

  it('rolls the store back', async () => {
    const flagstaff = await openTerminal(way, { documents: SHOP });
    await writeHistory(flagstaff);
    await flagstaff.management.set({ kind: 'flag', key: 'later', type: 'boolean' });
    const { stdout } = await flagstaff('rollback', '1', '--dry-run');
    await expect(stdout).toMatchFileSnapshot('golden/rollback.txt');
    expect(await flagstaff('rollback', '1')).toMatchObject({ code: 2 });
    expect((await flagstaff('rollback', '1', '--yes')).code).toBe(0);
    expect(JSON.parse((await flagstaff('history', '--limit', '1', '--json')).stdout).items).toMatchObject([
      { via: way === 'direct' ? 'cli' : 'api' },
    ]);
    expect(await flagstaff.management.get('flag:later')).toBeUndefined();
    expect((await flagstaff('rollback', '1', '--yes')).stderr).toBe('Nothing to change.\n');
    expect(await flagstaff('rollback', '99', '--yes')).toMatchObject({ code: 3 });
  });

  it('prints commits as they happen, until it is interrupted', async () => {
    const flagstaff = await openTerminal(way, { documents: SHOP });
    const { io, ran } = flagstaff.start({}, 'watch');
    await expect.poll(() => io.text.stderr).toContain('Watching');
    await writeHistory(flagstaff);
    await expect.poll(() => io.text.stdout.trim().split('\n')).toHaveLength(2);
    io.interrupt();
    const { code, stdout } = await ran;
    expect(code).toBe(0);
    await expect(steady(stdout)).toMatchFileSnapshot('golden/watch.txt');
  });
});
