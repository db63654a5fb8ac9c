import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { applyPatch } from 'diff';
import { count } from '@flagstaff/spec';
import type { Evaluator } from '@flagstaff/core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findReferences } from '../src/code/references.ts';
import { parseSource } from '../src/code/parse-source.ts';
import { removeFlag } from '../src/code/removal/remove-flag.ts';
import type { Settled } from '../src/code/removal/call-value.ts';
import { evaluatorOf, programsOf } from './support/programs.ts';
import { REMOVALS } from './support/removals.ts';
import { writeFiles } from './support/files.ts';
import { openTerminal, WAYS } from './support/ways.ts';

const FLAGS_OF_ALL_TYPES: readonly Settled[] = [
  { key: 'x', type: 'boolean', variant: 'on', value: true },
  { key: 'x', type: 'boolean', variant: 'off', value: false },
  ...['d', '', 'use strict', `"'\\\n\u2028</script>`].map(
    (value) => ({ key: 'x', type: 'string', variant: 'v', value }) as const,
  ),
  ...[5, 0, -1.5, 1e21].map((value) => ({ key: 'x', type: 'number', variant: 'v', value }) as const),
  { key: 'x', type: 'object', variant: 'v', value: { a: [1] } },
];

const ON: Settled = { key: 'x', type: 'boolean', variant: 'on', value: true };
const OFF: Settled = { key: 'x', type: 'boolean', variant: 'off', value: false };
const DARK: Settled = { key: 'x', type: 'string', variant: 'dark', value: 'd' };
const LOW: Settled = { key: 'x', type: 'number', variant: 'low', value: -1 };
const LIST: Settled = { key: 'x', type: 'object', variant: 'list', value: [1] };
const FLAGS = { on: ON, off: OFF, dark: DARK, low: LOW, list: LIST };

describe('remove', () => {
  it.each(REMOVALS)('$flag: $before', ({ flag, before, after, left = [] }) => {
    const removal = removeFlag('a.tsx', before, FLAGS[flag], ['useFlag']);
    expect(removal.text).toBe(after);
    expect(removal.left.map(({ reason }) => reason)).toEqual(left);
    expect(parseSource('a.tsx', removal.text).ok).toBe(true);
  });

  // The program runs before and after, with an evaluator of the client itself.
  it.each(FLAGS_OF_ALL_TYPES)(
    'never changes what code does ($type $variant: $value)',
    { timeout: 60_000 },
    async (flag) => {
      const flags = evaluatorOf(flag);
      await fc.assert(
        fc.asyncProperty(programsOf(flag), fc.boolean(), fc.boolean(), async (code, a, b) => {
          const removal = removeFlag('a.js', code, flag, ['useFlag']);
          const did = trace(code, flags, a, b);
          // The parser accepts a little more than the engine.
          fc.pre(!did.includes('SyntaxError'));
          expect(trace(removal.text, flags, a, b), removal.text).toEqual(did);
          // Calls only stay for a reason.
          const { references } = await findReferences([{ file: 'a.js', text: removal.text }], ['useFlag']);
          expect(removal.left, removal.text).toHaveLength(references.filter(({ key }) => key === 'x').length);
        }),
        { numRuns: count(15, 3_000) },
      );
    },
  );
});

/** Runs code. Returns everything it did, in order. */
function trace(code: string, flags: Evaluator, a: boolean, b: boolean): readonly unknown[] {
  const did: unknown[] = [];
  const act = (name: unknown): unknown => {
    did.push(name);
    return did.length % 3 === 0;
  };
  const useFlag = (key: string): unknown => flags.resolve(key).value;
  try {
    runInNewContext(code, { flags, req: { flags }, useFlag, a, b, act });
  } catch (error) {
    did.push((error as Error).name);
  }
  return did;
}

const CODE = {
  'src/a.ts': `export function page(flags: Flags) {
  if (flags.isEnabled('beta')) {
    return 'new';
  }
  return 'old';
}
`,
  'src/b.ts': "export const beta = flags.details('beta');\n",
  'src/c.ts': "export const other = flags.isEnabled('other');\n",
};

describe.each(WAYS)('remove, %s', (way) => {
  const open = () =>
    openTerminal(way, {
      documents: [
        { kind: 'flag', key: 'beta', type: 'boolean' },
        { kind: 'flag', key: 'limit', type: 'number', variants: { low: -1 }, default: 'low' },
      ],
    });

  it('prints a patch that can be applied, and the calls that stay', async () => {
    const terminal = await open();
    const cwd = await writeFiles(CODE);
    const { code, stdout, stderr } = await terminal.with({ cwd }, 'remove', 'beta', '--variant', 'on');
    expect(code).toBe(0);
    await expect(`${stdout}\n${stderr}`).toMatchFileSnapshot('golden/remove.txt');
    expect(await readFile(join(cwd, 'src/a.ts'), 'utf8')).toBe(CODE['src/a.ts']);

    expect((await terminal.with({ cwd }, 'remove', 'beta', '--variant', 'on', '--write')).stdout).toBe('');
    const written = await readFile(join(cwd, 'src/a.ts'), 'utf8');
    expect(applyPatch(CODE['src/a.ts'], `${stdout.trimEnd()}\n`)).toBe(written);
    expect(written).toBe("export function page(flags: Flags) {\n  return 'new';\n  return 'old';\n}\n");
    expect(await readFile(join(cwd, 'src/c.ts'), 'utf8')).toBe(CODE['src/c.ts']);
  });

  it.each([
    [['beta', '--variant', 'blue'], 2, 'beta has no variant blue. Use one of: on, off.'],
    [['beta'], 2, "required option '--variant <variant>'"],
    [['none', '--variant', 'on'], 3, 'flag:none does not exist'],
  ])('of %j exits with %d and %s', async (argv, expected, message) => {
    const terminal = await open();
    const { code, stderr } = await terminal.with({ cwd: await writeFiles(CODE) }, 'remove', ...argv);
    expect([code, stderr]).toEqual([expected, expect.stringContaining(message)]);
  });
});
