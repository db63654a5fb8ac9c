import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { FlagstaffError } from '@flagstaff/core';
import type { Document } from '@flagstaff/core';
import { createMemoryStorage } from '@flagstaff/core/storage';
import { describe, expect, it } from 'vitest';
import { openStorage } from '../src/api/open-storage.ts';
import { loadConfig } from '../src/config/load-config.ts';
import { run } from '../src/frame/run.ts';
import { createFolder } from './support/folder.ts';
import { runIn, writeFiles } from './support/files.ts';
import { createFakeIo } from './support/io.ts';
import { openTerminal, WAYS } from './support/ways.ts';

/** Clears a screen, in 7 and in 8 bits; sets a title; turns text around; begins a line. */
const HOSTILE = '\u001B[2J\u009B2J\u001B]0;title\u0007\u202E\n\u001B[31mred';
// eslint-disable-next-line no-control-regex -- These are what is looked for.
const CONTROLS = /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/u;

const FLAG = {
  kind: 'flag',
  key: 'hostile',
  type: 'string',
  name: HOSTILE,
  description: HOSTILE,
  owner: HOSTILE,
  variants: { a: HOSTILE, b: 'b' },
  default: 'a',
  off: 'b',
  rules: [{ name: HOSTILE, when: { attribute: 'x', operator: 'eq', value: HOSTILE }, serve: 'b' }],
} as const satisfies Document;

describe.each(WAYS)('stored text controls no terminal, %s', (way) => {
  it('by the output of any command that prints documents', async () => {
    const documents = [{ kind: 'environment', key: 'prod', name: HOSTILE } as const, FLAG];
    const terminal = await openTerminal(way, { documents });
    await terminal.management.set({ ...FLAG, name: `${HOSTILE}!` }, { comment: HOSTILE });
    const cwd = await writeFiles({ 'flags.json': JSON.stringify([FLAG]), 'src/a.js': 'a();' });
    const commands = [
      'list',
      'list environments',
      'show hostile',
      'show hostile --json',
      'list --json',
      'eval hostile',
      'explain hostile',
      'explain hostile --json',
      'history',
      'history --revision 2',
      'history --json',
      'diff flags.json',
      'impact flags.json',
      'impact flags.json --json',
      'set flags.json --dry-run',
      'rollback 1 --dry-run',
      'revert 2 --dry-run',
      'off hostile --yes',
      'export',
      'export --json',
      'types --out -',
      'lint',
      'lint --format json',
      'lint --format sarif',
    ];
    for (const command of commands) {
      const { code, stdout, stderr } = await terminal.with({ cwd }, ...command.split(' '));
      expect([command, code < 2, stderr.match(CONTROLS)]).toEqual([command, true, null]);
      expect([command, stdout.match(CONTROLS)]).toEqual([command, null]);
    }
    const { stdout } = await terminal('show', 'hostile', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ description: HOSTILE });
  });

  it.each(['--help', '-y', 'a\nb', '\u001B[2J', '', ':', 'flag:', 'nope:a', '__proto__', '../a', 'a/b', 'ä'])(
    'by %j in place of a flag',
    async (key) => {
      const terminal = await openTerminal(way);
      for (const argv of [
        ['show'],
        ['off', '--yes'],
        ['create', '--yes'],
        ['delete', '--yes'],
        ['explain'],
        ['eval'],
      ]) {
        const { code, stdout, stderr } = await terminal(...argv, '--', key);
        expect([argv, [2, 3].includes(code)]).toEqual([argv, true]);
        expect(`${stdout}${stderr}`).not.toMatch(CONTROLS);
      }
      expect(await terminal.management.list()).toEqual([]);
    },
  );
});

it('escapes control characters of arguments', async () => {
  for (const argv of [[HOSTILE], ['list', `--${HOSTILE}`], ['list', HOSTILE], ['list', '--type', HOSTILE]]) {
    const io = createFakeIo();
    expect(await run(argv, io)).toBe(2);
    expect(io.text.stderr).toMatch(/^WRONG_USE: /);
    expect(io.text.stderr).not.toMatch(CONTROLS);
  }
});

it('prints wrong arguments as a problem with --json', async () => {
  const io = createFakeIo();
  expect(await run(['list', '--nope', '--json'], io)).toBe(2);
  expect(JSON.parse(io.text.stderr)).toMatchObject({ code: 'WRONG_USE', detail: expect.stringContaining('--nope') });
});

describe('files', () => {
  it('may begin with a byte order mark', async () => {
    const terminal = await openTerminal('direct');
    const cwd = await writeFiles({ 'flags.json': '\uFEFF[{ "kind": "flag", "key": "a", "type": "boolean" }]' });
    expect(await terminal.with({ cwd }, 'set', 'flags.json', '--yes')).toMatchObject({ code: 0 });
  });

  it('may be folders, links that lead nowhere or in a circle, and broken', async () => {
    const folder = await createFolder({ 'a.js': "flags.isEnabled('x');", 'flags.json': '[]' });
    await symlink('.', join(folder.path, 'self'));
    await symlink('self', join(folder.path, 'again'));
    await symlink('nowhere.js', join(folder.path, 'dangling.js'));
    await symlink('circle.json', join(folder.path, 'circle.json'));
    await symlink('a.js', join(folder.path, 'link.js'));
    await mkdir(join(folder.path, 'folder.json'));
    await folder.write('app/[id]/flags.json', '[]');
    expect((await runIn(folder.path, ['lint', 'app/[id]/flags.json'])).code).toBe(0);
    const found = await runIn(folder.path, ['references', 'x']);
    expect(found).toEqual({ code: 0, stdout: 'PLACE     METHOD\na.js:1:1  isEnabled\n', stderr: '' });
    expect((await runIn(folder.path, ['references', 'x', 'link.js'])).stdout).toContain('link.js:1:1');
    expect((await runIn(folder.path, ['lint', '**/*.json'])).code).toBe(0);
    for (const file of ['folder.json', 'circle.json', 'dangling.js']) {
      for (const argv of [
        ['lint', file],
        ['set', file],
        ['diff', file],
        ['impact', file],
        ['references', 'x', file],
      ]) {
        expect([argv, (await runIn(folder.path, argv)).code]).toEqual([argv, 2]);
      }
    }
  });

  it('of code may nest more deeply than the parser bears', async () => {
    const deep = `${'('.repeat(100_000)}1${')'.repeat(100_000)}`;
    const cwd = await writeFiles({ 'deep.js': `a = ${deep};`, 'a.js': "flags.isEnabled('x');" });
    const { code, stdout, stderr } = await runIn(cwd, ['references', 'x']);
    expect([code, stderr]).toEqual([0, 'deep.js:1:1005: cannot be parsed: Brackets are nested too deeply\n']);
    expect(stdout).toContain('a.js:1:1');
  });
});

describe('a configuration', () => {
  it('that never ends is an error', async () => {
    const { path } = await createFolder({ 'flagstaff.config.mjs': 'await new Promise(() => undefined);' });
    await expect(loadConfig(join(path, 'flagstaff.config.mjs'), 50)).rejects.toThrow('was not loaded within 0.05 s');
  });

  it('whose storage never ends is an error', async () => {
    const storage = (): Promise<never> => new Promise(() => undefined);
    await expect(openStorage({ storage, path: 'x.mjs' }, 50)).rejects.toThrow('it returned nothing within 0.05 s');
  });

  it('extends in a circle', async () => {
    const { path } = await createFolder({
      'tsconfig.json': { extends: './other.json' },
      'other.json': { extends: './tsconfig.json' },
      'flagstaff.config.ts': 'export default {};',
    });
    expect(await runIn(path, ['list'])).toMatchObject({ code: 2, stderr: expect.stringContaining('cannot be loaded') });
  });
});

it.each([
  ['core', new FlagstaffError('STORAGE_UNAVAILABLE', 'The store could not be migrated.')],
  [
    'another copy of core',
    Object.assign(new Error('The store could not be migrated.'), {
      name: 'FlagstaffError',
      code: 'STORAGE_UNAVAILABLE',
    }),
  ],
])('exits with 4 when a store cannot be migrated, with an error of %s', async (_copy, error) => {
  const migrate = async (): Promise<never> => {
    throw error;
  };
  const config = { storage: { ...createMemoryStorage(), migrate }, path: 'flagstaff.config.ts' };
  const io = createFakeIo();
  expect(await run(['migrate'], io, { config })).toBe(4);
  expect(io.text.stderr).toBe('STORAGE_UNAVAILABLE: The store could not be migrated.\n');
});

it('names a cause once', async () => {
  const storage = createMemoryStorage();
  const snapshot = async (): Promise<never> => {
    throw new FlagstaffError('STORAGE_UNAVAILABLE', 'No.', { cause: new FlagstaffError('STORAGE_UNAVAILABLE', 'No.') });
  };
  const config = { storage: { ...storage, snapshot }, path: 'flagstaff.config.ts' };
  const io = createFakeIo();
  expect(await run(['list'], io, { config })).toBe(4);
  expect(io.text.stderr).toBe('STORAGE_UNAVAILABLE: No.\n');
});

it('does not wait for a store that never closes', async () => {
  const storage = createMemoryStorage();
  const config = { storage: { ...storage, close: () => new Promise<never>(() => undefined) }, path: 'x.ts' };
  expect(await run(['list'], createFakeIo(), { config })).toBe(0);
});
