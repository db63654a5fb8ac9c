import { execFileSync } from 'node:child_process';
import type { FlagDocument } from '@flagstaff/core';
import { describe, expect, it } from 'vitest';
import { SHOP } from './support/documents.ts';
import { createFolder } from './support/folder.ts';
import { openTerminal, WAYS } from './support/ways.ts';
import type { Terminal } from './support/ways.ts';

const flagOf = async ({ management }: Terminal, key: string): Promise<FlagDocument> =>
  (await management.get(`flag:${key}`)) as FlagDocument;

describe.each(WAYS)('commands that write, %s', (way) => {
  it('switches a flag off and on, in one environment or in all', async () => {
    const flagstaff = await openTerminal(way, { documents: SHOP });
    const off = await flagstaff('off', 'new-checkout', '--yes', '--comment', 'It burns');
    expect([off.code, off.stdout]).toEqual([0, '']);
    await expect(off.stderr).toMatchFileSnapshot('golden/off.txt');
    expect(await flagOf(flagstaff, 'new-checkout')).toMatchObject({ status: 'inactive' });
    await flagstaff('on', 'new-checkout', '--yes', '-e', 'staging');
    expect(await flagOf(flagstaff, 'new-checkout')).toMatchObject({
      status: 'inactive',
      environments: { staging: { status: 'active', default: 'on', rules: [] } },
    });
    const [{ actor, comment }] = (await flagstaff.management.history()).items.slice(-2) as [never];
    expect([actor, comment]).toEqual([way === 'direct' ? 'cli:ada' : 'ci', 'It burns']);
  });

  it('sets the percentage of a rollout, and says who moves', async () => {
    const flagstaff = await openTerminal(way, { documents: SHOP });
    const { code, stderr } = await flagstaff('rollout', 'theme', '75', '--yes');
    expect(code).toBe(0);
    await expect(stderr).toMatchFileSnapshot('golden/rollout.txt');
    expect((await flagOf(flagstaff, 'theme')).rules).toEqual([{ rollout: { percentage: 75 }, serve: 'dark' }]);
    expect((await flagstaff('rollout', 'theme', '75', '--yes')).stderr).toBe('Nothing to change.\n');
    await flagstaff('rollout', 'new-checkout', '30%', '--yes', '--rule', 'staff first');
    await flagstaff('rollout', 'new-checkout', '5', '--yes', '--rule', '2', '-e', 'production');
    const { rules, environments } = await flagOf(flagstaff, 'new-checkout');
    expect(rules!.map(({ rollout }) => rollout?.percentage)).toEqual([30, 25]);
    expect(environments!['production']!.rules!.map(({ rollout }) => rollout?.percentage)).toEqual([30, 5]);
    await flagstaff('rollout', 'old-search', '10', '--yes');
    expect((await flagOf(flagstaff, 'old-search')).rules).toEqual([{ rollout: { percentage: 10 }, serve: 'on' }]);
  });

  it('refuses a rollout that several rules could mean', async () => {
    const rules = [1, 2].map((percentage) => ({ rollout: { percentage }, serve: 'on' }));
    const flagstaff = await openTerminal(way, {
      documents: [
        { kind: 'flag', key: 'two', type: 'boolean', rules },
        { kind: 'flag', key: 'none', type: 'number', variants: { a: 1 }, default: 'a', off: 'a' },
        {
          kind: 'flag',
          key: 'ramp',
          type: 'boolean',
          rules: [{ rollout: { ramp: [{ at: '2999-01-01', percentage: 5 }] }, serve: 'on' }],
        },
      ],
    });
    expect(await flagstaff('rollout', 'two', '5', '--yes')).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('--rule: 1, 2'),
    });
    expect(await flagstaff('rollout', 'none', '5', '--yes')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--serve'),
    });
    expect(await flagstaff('rollout', 'ramp', '5', '--yes')).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('ramp'),
    });
    expect(await flagstaff('rollout', 'two', '101', '--yes')).toMatchObject({ code: 2 });
  });

  it('pins a subject, and removes it', async () => {
    const flagstaff = await openTerminal(way, { documents: SHOP });
    const { code } = await flagstaff('override', 'theme', 'userId=42', 'dark', '--expires', '2999-01-01', '--yes');
    expect(code).toBe(0);
    await flagstaff('override', 'theme', 'userId=42', 'light', '--yes');
    await flagstaff('override', 'theme', 'userId=7', 'dark', '--yes');
    expect((await flagOf(flagstaff, 'theme')).overrides).toEqual([
      { attribute: 'userId', value: '42', serve: 'light' },
      { attribute: 'userId', value: '7', serve: 'dark' },
    ]);
    await flagstaff('override', 'theme', 'userId=42', '--remove', '--yes');
    expect((await flagOf(flagstaff, 'theme')).overrides).toHaveLength(1);
    expect((await flagstaff('override', 'theme', 'userId=42', '--remove', '--yes')).stderr).toBe(
      'Nothing to change.\n',
    );
    expect((await flagstaff('override', 'theme', 'userId=42', 'blue', '--yes')).code).toBe(3);
    expect((await flagstaff('override', 'theme', 'userId', 'dark', '--yes')).code).toBe(2);
  });

  it('creates documents of every kind, and refuses one that exists', async () => {
    const flagstaff = await openTerminal(way);
    const created = [
      await flagstaff(
        'create',
        'theme',
        '--type',
        'string',
        '--variant',
        'l=light',
        '--variant',
        'd=1',
        '--default',
        'l',
        '--off',
        'l',
        '--tag',
        'web',
        '--yes',
        '--json',
      ),
      await flagstaff('create', 'segment:staff', '--include', 'ada', '--include', 'bob', '--yes'),
      await flagstaff('create', 'environment:production', '--protected', '--yes'),
      await flagstaff('create', 'plain', '--yes'),
    ];
    expect(created.map(({ code, stderr }) => [code, stderr.split('\n').at(-2)])).toEqual([
      [0, 'Revision 1: flag:theme (version 1)'],
      [0, 'Revision 2: segment:staff (version 1)'],
      [0, 'Revision 3: environment:production (version 1)'],
      [0, 'Revision 4: flag:plain (version 1)'],
    ]);
    expect(JSON.parse(created[0]!.stdout)).toMatchObject({
      revision: { number: 1 },
      changes: [{ id: 'flag:theme', before: null }],
    });
    expect(await flagOf(flagstaff, 'theme')).toMatchObject({ variants: { l: 'light', d: '1' }, tags: ['web'] });
    expect(await flagstaff('create', 'theme', '--yes')).toMatchObject({
      code: 3,
      stderr: 'ALREADY_EXISTS: flag:theme exists. Nothing was written.\n',
    });
    expect(await flagstaff('create', 'segment:x', '--remove-by', '2027-01-01', '--yes')).toMatchObject({
      code: 2,
      stderr: 'WRONG_USE: --remove-by is not an option of a segment.\n',
    });
  });

  it('sets documents of a file, and writes only what differs', async () => {
    const folder = await createFolder({
      'shop.json': { documents: SHOP },
      'one.json': { ...SHOP[5], name: 'Old' },
      'bad.json': { kind: 'flag', key: 'a' },
    });
    const flagstaff = await openTerminal(way);
    const set = (...argv: readonly string[]) => flagstaff.with({ cwd: folder.path }, 'set', ...argv);
    expect((await set('shop.json', '--yes')).code).toBe(0);
    expect((await set('shop.json', '--yes')).stderr).toBe('Nothing to change.\n');
    expect(await set('one.json', '--yes', '--if-version', '7')).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('has version 1'),
    });
    expect((await set('one.json', '--yes', '--if-version', '1')).code).toBe(0);
    const bad = await set('bad.json', '--yes');
    expect(bad.code).toBe(3);
    expect(bad.stderr).toContain('INVALID_DOCUMENT');
    expect(bad.stderr).toContain('flag:a $: lacks "type"');
    const piped = await flagstaff.with({ input: JSON.stringify(SHOP[5]) }, 'set', '-', '--yes');
    expect(piped.code).toBe(0);
    expect(await set('none.json', '--yes')).toMatchObject({ code: 2 });
  });

  it('archives and deletes, but nothing that is in use', async () => {
    const flagstaff = await openTerminal(way, { documents: SHOP });
    await flagstaff('archive', 'theme', '--yes');
    expect(await flagOf(flagstaff, 'theme')).toMatchObject({ status: 'archived' });
    expect(await flagstaff('delete', 'theme', '--yes', '--if-version', '1')).toMatchObject({ code: 3 });
    expect((await flagstaff('delete', 'theme', '--yes')).stderr).toContain('Revision 3: flag:theme deleted');
    expect(await flagstaff('delete', 'theme', '--yes')).toMatchObject({ code: 3 });
    expect(await flagstaff('delete', 'segment:staff', '--yes')).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('new-checkout'),
    });
  });

  it('writes nothing when a document has another version than --if-version says', async () => {
    const flagstaff = await openTerminal(way, { documents: SHOP });
    const env = { EDITOR: 'sed -i s/light/dark/', PATH: process.env['PATH']! };
    const commands = ['off theme', 'rollout theme 5', 'override theme a=b dark', 'archive theme', 'delete theme'];
    for (const command of [...commands, 'edit theme']) {
      const { code, stderr } = await flagstaff.with({ env }, ...command.split(' '), '--yes', '--if-version', '7');
      expect([command, code, stderr.split(':', 1)[0]]).toEqual([command, 3, 'VERSION_CONFLICT']);
    }
    expect((await flagstaff.management.history()).items).toHaveLength(1);
    expect(await flagstaff('off', 'theme', '--yes', '--if-version', '1')).toMatchObject({ code: 0 });
    expect(await flagstaff('on', 'theme', '--yes', '--if-version', 'x')).toMatchObject({ code: 2 });
  });

  it('writes nothing with --dry-run', async () => {
    const flagstaff = await openTerminal(way, { documents: SHOP });
    const { code, stdout, stderr } = await flagstaff('rollout', 'theme', '60', '--dry-run');
    expect([code, stderr]).toEqual([0, '']);
    await expect(stdout).toMatchFileSnapshot('golden/dry-run.txt');
    const { stdout: body } = await flagstaff('rollout', 'theme', '60', '--dry-run', '--json');
    expect(JSON.parse(body)).toMatchObject({
      valid: true,
      shares: [{ moves: [{ from: 'light', to: 'dark' }] }, {}, {}],
    });
    expect((await flagstaff.management.history()).items).toHaveLength(1);
  });

  it('asks on a terminal, and needs --yes elsewhere', async () => {
    const flagstaff = await openTerminal(way, { documents: SHOP });
    expect(await flagstaff('off', 'theme')).toMatchObject({ code: 2, stderr: expect.stringContaining('Pass --yes') });
    for (const input of ['n\n', '\n', 'nope\n']) {
      expect(await flagstaff.with({ tty: true, input }, 'off', 'theme')).toMatchObject({ code: 3 });
    }
    expect((await flagstaff.management.history()).items).toHaveLength(1);
    const { code, stderr } = await flagstaff.with({ tty: true, input: 'y\n' }, 'off', 'theme');
    expect(code).toBe(0);
    expect(stderr).toContain('Write this? [y/N] Revision 2');
  });

  it('edits in an editor, which sees the faults', async () => {
    const folder = await createFolder({
      // Breaks the document at first, and repairs it when it sees the fault.
      'editor.mjs': `import { readFileSync, writeFileSync } from 'node:fs';
const file = process.argv[2];
const text = readFileSync(file, 'utf8');
const document = JSON.parse(text.replace(/^\\/\\/.*$/gm, ''));
document.default = text.includes('// $.default') ? 'dark' : 'blue';
writeFileSync(file, JSON.stringify(document));`,
    });
    const env = { EDITOR: `${process.execPath} ${folder.path}/editor.mjs`, PATH: process.env['PATH']! };
    const flagstaff = await openTerminal(way, { documents: SHOP });
    const { code, stderr } = await flagstaff.with({ env }, 'edit', 'theme', '--yes');
    expect([code, stderr]).toEqual([0, expect.stringContaining('flag:theme (version 2)')]);
    expect(await flagOf(flagstaff, 'theme')).toMatchObject({ default: 'dark' });
    expect((await flagstaff.with({ env: { ...env, EDITOR: 'false' } }, 'edit', 'theme', '--yes')).code).toBe(3);
    expect((await flagstaff('edit', 'theme', '--yes')).code).toBe(2);
  });
});

it('uses the environment of the configuration', async () => {
  const flagstaff = await openTerminal('direct', { documents: SHOP, environment: 'staging' });
  await flagstaff('off', 'theme', '--yes');
  expect(await flagOf(flagstaff, 'theme')).toMatchObject({ environments: { staging: { status: 'inactive' } } });
});

it('refuses what the key may not do', async () => {
  const flagstaff = await openTerminal('remote', { documents: SHOP, identity: { actor: 'ed', roles: 'editor' } });
  const { code, stderr } = await flagstaff('off', 'theme', '--yes');
  expect([code, stderr]).toEqual([
    3,
    'PERMISSION_DENIED: You may not make these changes. Nothing was written.\n  environments: production\n',
  ]);
  expect((await flagstaff('off', 'theme', '--yes', '-e', 'staging')).code).toBe(0);
});

it('needs a comment where the server does', async () => {
  const flagstaff = await openTerminal('remote', { documents: SHOP, admin: { requireComment: true } });
  expect(await flagstaff('off', 'theme', '--yes')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('COMMENT_REQUIRED'),
  });
  expect((await flagstaff('off', 'theme', '--yes', '-m', 'why')).code).toBe(0);
});

it('takes the actor from --actor, FLAGSTAFF_ACTOR, and git, in this order', async () => {
  const folder = await createFolder({});
  const git = (...argv: readonly string[]) => execFileSync('git', argv, { cwd: folder.path });
  git('init', '--quiet');
  git('config', 'user.email', 'bob@example.com');
  const flagstaff = await openTerminal('direct', { documents: SHOP });
  const actorOf = async (env: { readonly [name: string]: string }, ...argv: readonly string[]) => {
    expect(await flagstaff.with({ cwd: folder.path, env }, ...argv, '--yes')).toMatchObject({ code: 0 });
    return (await flagstaff.management.history({ limit: 1 })).items[0]!.actor;
  };
  expect(await actorOf({ FLAGSTAFF_ACTOR: 'ada' }, 'off', 'theme', '--actor', 'eve')).toBe('cli:eve');
  expect(await actorOf({ FLAGSTAFF_ACTOR: 'ada' }, 'on', 'theme')).toBe('cli:ada');
  expect(await actorOf({ FLAGSTAFF_ACTOR: '' }, 'off', 'theme')).toBe('cli:bob@example.com');
});
