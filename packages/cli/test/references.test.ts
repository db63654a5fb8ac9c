import { setImmediate as turn } from 'node:timers/promises';
import { createMemoryStorage } from '@flagstaff/core/storage';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { runIn, writeFiles } from './support/files.ts';
import { openTerminal, WAYS } from './support/ways.ts';

const CODE = {
  '.gitignore': 'dist/\n',
  'dist/app.js': "flags.isEnabled('beta');",
  'node_modules/a/index.js': "flags.isEnabled('beta');",
  'src/app.ts': `import type { Evaluator } from '@flagstaff/core';
const KEY = 'beta' as const;
export function page(flags: Evaluator, key: string): unknown {
  if (flags.isEnabled('beta')) return flags?.value(\`beta\`, false);
  flags['details'](KEY, {});
  flags.isEnabled(key);
  console.log('beta', flags.all(), other.value(key));
  return flags.variant(\`be\${'ta'}\`);
}
`,
  'src/shadowed.js': `const KEY = 'beta';
module.exports = (flags) => {
  const KEY = flags.name;
  return flags.isEnabled(KEY);
};
return <App on={useFlag('beta')} theme={flags.value('theme', 'light')} />;
`,
  'src/broken.ts': 'const = 1;\n',
};

describe('references', () => {
  it('lists the calls that name a flag, and what it could not read', async () => {
    const folder = await writeFiles(CODE);
    const { code, stdout, stderr } = await runIn(folder, ['references', 'beta', '--method', 'useFlag']);
    expect(code).toBe(0);
    await expect(`${stdout}\n${stderr}`).toMatchFileSnapshot('golden/references.txt');
  });

  it('prints places as JSON', async () => {
    const folder = await writeFiles(CODE);
    const { stdout } = await runIn(folder, ['references', 'theme', 'src/**/*.js', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      flag: 'theme',
      references: [{ file: 'src/shadowed.js', line: 6, column: 41, method: 'value', key: 'theme' }],
      computed: [{ file: 'src/shadowed.js', line: 4, method: 'isEnabled' }],
      unparsed: [],
    });
  });

  it('finds nothing without failing, in deep expressions too', async () => {
    const deep = `export const deep = ${'a + '.repeat(3000)} flags.isEnabled('deep');`;
    const folder = await writeFiles({ 'a.js': deep });
    expect(await runIn(folder, ['references', 'none'])).toEqual({ code: 0, stdout: '', stderr: '' });
    expect((await runIn(folder, ['references', 'deep'])).stdout).toContain('a.js:1:');
  });

  it('names some of many calls with a computed key', async () => {
    const folder = await writeFiles({ 'a.js': 'flags.isEnabled(key);\n'.repeat(8) });
    const { stderr } = await runIn(folder, ['references', 'beta']);
    expect(stderr).toBe(
      'Calls with a computed key: a.js:1:1, a.js:2:1, a.js:3:1, a.js:4:1, a.js:5:1, and 3 more (see --json)\n',
    );
  });

  it.each([
    [['beta', 'none/**'], 'finds no file'],
    [['beta', '--fail-on', 'unknown'], 'Omit the flag'],
    [['--fail-on', 'unknown'], 'no flagstaff.config.ts'],
  ])('of %j exits with 2', async (argv, message) => {
    const { code, stderr } = await runIn(await writeFiles({ 'a.js': '' }), ['references', ...argv]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  });

  it('lists keys without a store', async () => {
    const folder = await writeFiles({ 'a.js': "flags.isEnabled('x'); flags.isEnabled('x');" });
    const { code, stdout } = await runIn(folder, ['references']);
    expect([code, stdout]).toEqual([0, 'KEY  CALLS  FIRST\nx    2      a.js:1:1\n']);
  });
});

it.each([
  ['references', 'Reading the code…'],
  ['lint', 'Checking the files…'],
  ['remove', 'Reading the code…'],
] as const)('%s says on a terminal what takes long, and removes the line', async (name, words) => {
  const cwd = await writeFiles({ 'a.js': '', 'b.js': '', 'flags.json': '[]' });
  const argv = { references: ['none'], lint: ['flags.json'], remove: ['beta', '--variant', 'on'] }[name];
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const storage = createMemoryStorage();
  await storage.set({ kind: 'flag', key: 'beta', type: 'boolean' });
  const config = {
    storage: () => storage,
    environment: undefined,
    definitions: undefined,
    path: 'flagstaff.config.ts',
  };
  const ran = runIn(cwd, [name, ...argv], { tty: true, config });
  const ended = ran.then(() => true);
  // Each turn of the event loop takes as long as work may take in silence.
  while (!(await Promise.race([ended, turn(false)]))) vi.advanceTimersByTime(500);
  const { code, stderr } = await ran;
  expect([code, stderr]).toEqual([0, expect.stringContaining(`${words}\r\u001B[K`)]);
});

describe.each(WAYS)('references, %s', (way) => {
  it('names the keys that the store does not know', async () => {
    const terminal = await openTerminal(way, { documents: [{ kind: 'flag', key: 'beta', type: 'boolean' }] });
    const cwd = await writeFiles(CODE);
    const { code, stdout } = await terminal.with({ cwd }, 'references', '--all', 'src/**', '--fail-on', 'unknown');
    expect([code, stdout]).toEqual([
      1,
      'KEY    CALLS  STORE    FIRST\nbeta   3      known    src/app.ts:4:7\ntheme  1      unknown  src/shadowed.js:6:41\n',
    ]);
    expect((await terminal.with({ cwd }, 'references')).code).toBe(0);
  });
});
