import { describe, expect, it } from 'vitest';
import { SHOP } from './support/documents.ts';
import { openTerminal, steady, WAYS } from './support/ways.ts';

describe.each(WAYS)('list and show, %s', (way) => {
  it('prints flags as a table', async () => {
    const flagstaff = await openTerminal(way, { documents: SHOP });
    const { code, stdout, stderr } = await flagstaff('list');
    expect([code, stderr]).toEqual([0, '']);
    await expect(stdout).toMatchFileSnapshot('golden/list.txt');
  });

  it('cuts the widest columns on a terminal only, whose width may be unknown', async () => {
    const wide = { kind: 'flag', key: 'a', type: 'boolean', name: 'x'.repeat(150), owner: 'shop' } as const;
    const flagstaff = await openTerminal(way, { documents: [wide] });
    const widthOf = async (tty: boolean, columns: number) => {
      const { stdout } = await flagstaff.with({ tty, columns, env: { NO_COLOR: '1' } }, 'list');
      return stdout.split('\n')[0]!.length;
    };
    expect([await widthOf(true, 60), await widthOf(true, 0), await widthOf(false, 60)]).toEqual([60, 80, 186]);
  });

  it('colors tables on a terminal only, and never with NO_COLOR', async () => {
    const flagstaff = await openTerminal(way, { documents: SHOP });
    const isColored = async (tty: boolean, env: { readonly [name: string]: string } = {}) =>
      (await flagstaff.with({ tty, env }, 'list')).stdout.includes('\u001B');
    expect([await isColored(true), await isColored(true, { NO_COLOR: '' }), await isColored(false)]).toEqual([
      true,
      true,
      false,
    ]);
    expect([await isColored(true, { NO_COLOR: '1' }), await isColored(true, { TERM: 'dumb' })]).toEqual([false, false]);
    expect(await isColored(false, { FORCE_COLOR: '1' })).toBe(true);
  });

  it('prints segments, environments, and flags of one environment', async () => {
    const flagstaff = await openTerminal(way, { documents: SHOP });
    const parts = [
      await flagstaff('list', 'segments'),
      await flagstaff('list', 'environments'),
      await flagstaff('list', '--environment', 'staging'),
      await flagstaff('list', '--search', 'gone', '--state', 'archived'),
    ];
    await expect(parts.map(({ stdout }) => stdout).join('\n')).toMatchFileSnapshot('golden/list-others.txt');
  });

  it('filters and sorts', async () => {
    const flagstaff = await openTerminal(way, { documents: SHOP });
    await flagstaff.management.set({ ...SHOP[5]!, clientSide: true } as never);
    const keys = async (...argv: readonly string[]) =>
      JSON.parse((await flagstaff('list', '--json', ...argv)).stdout).items.map(({ key }: { key: string }) => key);
    expect(await keys('--client-side')).toEqual(['old-search']);
    expect(await keys('--changed-since', '2999-01-01')).toEqual([]);
    expect(await keys('--sort', '-key')).toEqual(['theme', 'old-search', 'new-checkout']);
    expect(await keys('--tag', 'web', '--owner', 'shop', '--type', 'boolean', '--status', 'active')).toEqual([
      'new-checkout',
    ]);
    expect((await flagstaff('list', '--sort', 'size')).code).toBe(2);
  });

  it('prints the body of the API with --json', async () => {
    const flagstaff = await openTerminal(way, { documents: SHOP });
    const { stdout } = await flagstaff('list', '--json', '--limit', '1');
    await expect(steady(stdout)).toMatchFileSnapshot('golden/list-json.txt');
    const shown = await flagstaff('show', 'theme', '--json');
    expect(JSON.parse(shown.stdout)).toEqual(await flagstaff.management.get('flag:theme'));
  });

  it('reads all pages', async () => {
    const documents = Array.from(
      { length: 1_001 },
      (_, at) => ({ kind: 'flag', key: `f${at}`, type: 'boolean' }) as const,
    );
    const flagstaff = await openTerminal(way, { documents });
    const { stdout } = await flagstaff('list');
    expect(stdout.split('\n')).toHaveLength(1 + 1_001 + 1);
  });

  it('shows a document as it was, and as an environment has it', async () => {
    const flagstaff = await openTerminal(way, { documents: SHOP });
    await flagstaff.management.set({ ...SHOP[4]!, name: 'Theme' });
    const shown = async (...argv: readonly string[]) => JSON.parse((await flagstaff('show', ...argv)).stdout) as object;
    expect(await shown('theme')).toMatchObject({ name: 'Theme' });
    expect(await shown('theme', '--revision', '1')).not.toHaveProperty('name');
    expect(await shown('new-checkout', '-e', 'staging')).toMatchObject({ rules: [] });
    expect(await shown('segment:staff')).toMatchObject({ include: ['ada', 'bob'] });
  });

  it('exits with 3 when the document does not exist', async () => {
    const flagstaff = await openTerminal(way, { documents: SHOP });
    expect(await flagstaff('show', 'nope')).toEqual({
      code: 3,
      stdout: '',
      stderr: 'DOCUMENT_NOT_FOUND: flag:nope does not exist.\n',
    });
    const { stdout, stderr } = await flagstaff('show', 'nope', '--json');
    expect([stdout, JSON.parse(stderr)]).toMatchObject(['', { code: 'DOCUMENT_NOT_FOUND', status: 404 }]);
  });
});
