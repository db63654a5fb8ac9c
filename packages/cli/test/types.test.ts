import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runInNewContext } from 'node:vm';
import type { Document, JsonValue } from '@flagstaff/core';
import * as fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { literalOf } from '../src/types/literal.ts';
import { writeFiles } from './support/files.ts';
import { openTerminal, WAYS } from './support/ways.ts';

const HOSTILE = '*/ \'`${process.exit()}`\n\u2028\u202E"\\';
const FLAGS: readonly Document[] = [
  { kind: 'flag', key: 'theme', type: 'string', variants: { light: 'l', dark: 'd' }, default: 'light', off: 'dark' },
  { kind: 'flag', key: 'new-checkout', type: 'boolean' },
  { kind: 'flag', key: 'always', type: 'boolean', off: 'on' },
  { kind: 'flag', key: 'gone', type: 'boolean', status: 'archived' },
  { kind: 'flag', key: 'limit', type: 'number', variants: { b: 20, a: 10.5 }, default: { split: { a: 1, b: 1 } } },
  {
    kind: 'flag',
    key: '0.odd-key',
    type: 'object',
    variants: { a: { [HOSTILE]: [null, HOSTILE, -1.5e-9] }, b: {} },
    default: 'a',
  },
];

describe.each(WAYS)('types, %s', (way) => {
  it('writes definitions, and checks them', async () => {
    const terminal = await openTerminal(way, { documents: FLAGS });
    const cwd = await writeFiles({});
    const types = (...argv: readonly string[]) => terminal.with({ cwd }, 'types', ...argv);

    const missing = await types('--check');
    expect([missing.code, missing.stderr]).toEqual([1, 'flags.ts differs from the store. Run flagstaff types.\n']);
    expect(await types()).toEqual({ code: 0, stdout: '', stderr: 'flags.ts: written.\n' });
    await expect(await readFile(join(cwd, 'flags.ts'), 'utf8')).toMatchFileSnapshot('golden/types.txt');
    expect(await types()).toEqual({ code: 0, stdout: '', stderr: 'flags.ts: nothing new.\n' });
    expect(await types('--check')).toEqual({ code: 0, stdout: '', stderr: '' });

    await terminal.management.set({ kind: 'flag', key: 'always', type: 'boolean', off: 'off' });
    const drift = await types('--check');
    expect(drift.code).toBe(1);
    expect(drift.stdout).toContain('--- a/flags.ts\n+++ b/flags.ts\n');
    expect(drift.stdout).toContain('\n-  "always": { type: "boolean", defaultValue: true },\n');
    expect(drift.stdout).toContain('\n+  "always": { type: "boolean", defaultValue: false },\n');
    expect(JSON.parse((await types('--check', '--json')).stdout)).toMatchObject({ file: 'flags.ts', changed: true });
  });
});

describe('types', () => {
  it('is the same text for the same flags in another order', async () => {
    const reversed = FLAGS.toReversed().map((flag) => Object.fromEntries(Object.entries(flag).toReversed()) as never);
    const texts = await Promise.all(
      [FLAGS, reversed].map(async (documents) => {
        const terminal = await openTerminal('direct', { documents });
        return (await terminal('types', '--out', '-')).stdout;
      }),
    );
    expect(texts[1]).toBe(texts[0]);
  });

  it('takes the line ends of Windows for no difference', async () => {
    const terminal = await openTerminal('direct', { documents: FLAGS });
    const { stdout } = await terminal('types', '--out', '-');
    const cwd = await writeFiles({ 'flags.ts': stdout.replaceAll('\n', '\r\n') });
    expect((await terminal.with({ cwd }, 'types', '--check')).code).toBe(0);
  });

  it('exits with 2 when it should check the standard output', async () => {
    const terminal = await openTerminal('direct');
    expect((await terminal('types', '--check', '--out', '-')).code).toBe(2);
  });

  it('lets the compiler refuse wrong keys, types and variants', { timeout: 60_000 }, async () => {
    const terminal = await openTerminal('direct', { documents: FLAGS });
    const { stdout } = await terminal('types', '--out', '-');
    // The `@ts-expect-error` lines of the uses are errors themselves where the compiler has none.
    const errors = (await compile({ 'flags.ts': stdout, 'uses.ts': USES, 'wrong.ts': WRONG })).trimEnd().split('\n');
    expect(errors).toEqual([expect.stringMatching(/wrong\.ts\(3,14\): error TS\d+: Type '"tehme"' is not assignable/)]);
  });

  it('writes every JSON value as an expression with that value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const json = JSON.stringify(value);
        const read: unknown = runInNewContext(`(${literalOf(JSON.parse(json) as JsonValue)})`);
        expect(JSON.parse(JSON.stringify(read))).toEqual(JSON.parse(json));
      }),
    );
    const hostile = JSON.parse('{ "__proto__": { "a": 1 }, "constructor": 2 }') as JsonValue;
    expect(JSON.stringify(runInNewContext(`(${literalOf(hostile)})`))).toBe('{"__proto__":{"a":1},"constructor":2}');
  });
});

const USES = `
import { createFlagstaff } from '@flagstaff/core';
import type { FlagKey, RegisteredFlags } from '@flagstaff/core';
import { definitions } from './flags.ts';

const flags = createFlagstaff({ definitions }).forContext({});
export const theme: 'l' | 'd' = flags.value('theme');
export const limit: 10.5 | 20 = flags.value('limit');
export const on: boolean = flags.isEnabled('new-checkout');
export const key: FlagKey<RegisteredFlags> = '0.odd-key';
// @ts-expect-error -- no such flag
flags.isEnabled('new-chekcout');
// @ts-expect-error -- not a boolean flag
flags.isEnabled('theme');
// @ts-expect-error -- not a value of the flag
export const wrong: 'x' = flags.value('theme');
// @ts-expect-error -- not a variant of the flag
export const isBlue = flags.variant('theme') === 'blue';
`;

const WRONG = `import './flags.ts';
import type { FlagKey, RegisteredFlags } from '@flagstaff/core';
export const key: FlagKey<RegisteredFlags> = 'tehme';
`;

/** Compiles modules against core's types. Resolves to the errors. */
async function compile(modules: { readonly [name: string]: string }): Promise<string> {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const folder = await mkdtemp(join(root, 'node_modules', 'types-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(modules)) await writeFile(join(folder, name), text);
  const compilerOptions = {
    strict: true,
    noEmit: true,
    target: 'es2022',
    lib: ['esnext', 'dom'],
    types: [],
    module: 'nodenext',
    allowImportingTsExtensions: true,
    customConditions: ['@flagstaff/source'],
  };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: Object.keys(modules) }));
  const manifest = createRequire(import.meta.url).resolve('typescript/package.json');
  const tsc = join(dirname(manifest), 'bin', 'tsc');
  return new Promise((resolve) => {
    execFile(process.execPath, [tsc, '-p', folder], (_error, stdout, stderr) => resolve(stdout + stderr));
  });
}
