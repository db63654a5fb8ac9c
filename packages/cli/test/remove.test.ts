import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { applyPatch } from 'diff';
import { count } from '@flagstaff/spec';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSource } from '../src/code/parse-source.ts';
import { removeFlag } from '../src/code/removal/remove-flag.ts';
import type { Settled } from '../src/code/removal/call-value.ts';
import { REMOVALS } from './support/removals.ts';
import { writeFiles } from './support/files.ts';
import { openTerminal, WAYS } from './support/ways.ts';

const ON: Settled = { key: 'x', type: 'boolean', variant: 'on', value: true };
const OFF: Settled = { key: 'x', type: 'boolean', variant: 'off', value: false };
const DARK: Settled = { key: 'x', type: 'string', variant: 'dark', value: 'd' };
const FLAGS = { on: ON, off: OFF, dark: DARK };

describe('remove', () => {
  it.each(REMOVALS)('$flag: $before', ({ flag, before, after, left = [] }) => {
    const removal = removeFlag('a.tsx', before, FLAGS[flag], ['useFlag']);
    expect(removal.text).toBe(after);
    expect(removal.left.map(({ reason }) => reason)).toEqual(left);
    expect(parseSource('a.tsx', removal.text).ok).toBe(true);
  });

  it.each([ON, OFF])('never changes what code does ($variant)', { timeout: 60_000 }, (flag) => {
    fc.assert(
      fc.property(programs, fc.boolean(), fc.boolean(), (code, a, b) => {
        const removal = removeFlag('a.js', code, flag, []);
        expect(removal.text).not.toContain('isEnabled');
        expect(trace(removal.text, flag, a, b), removal.text).toEqual(trace(code, flag, a, b));
      }),
      { numRuns: count(30, 100) },
    );
  });
});

/** Runs code. Returns everything it did, in order. */
function trace(code: string, { value }: Settled, a: boolean, b: boolean): readonly unknown[] {
  const did: unknown[] = [];
  const act = (name: unknown): unknown => did.push(name) % 3 === 0;
  runInNewContext(code, { flags: { isEnabled: () => value }, a, b, act });
  return did;
}

const { programs } = fc.letrec<{ expression: string; statement: string; programs: string }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom("flags.isEnabled('x')", 'a', 'b', 'act(1)', 'act(2)'),
    tie('expression').map((one) => `!(${one})`),
    tie('expression').map((one) => `(${one}) === true`),
    fc.tuple(tie('expression'), tie('expression')).map(([one, other]) => `(${one}) && (${other})`),
    fc.tuple(tie('expression'), tie('expression')).map(([one, other]) => `(${one}) || (${other})`),
    fc.tuple(tie('expression'), tie('expression')).map(([one, other]) => `(${one}) ?? (${other})`),
    fc
      .tuple(tie('expression'), tie('expression'), tie('expression'))
      .map(([test, one, other]) => `((${test}) ? ${one} : ${other})`),
  ),
  statement: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    tie('expression').map((one) => `act(${one});`),
    fc.tuple(tie('expression'), tie('statement')).map(([test, one]) => `if (${test}) {\n  ${one}\n}`),
    fc.tuple(tie('expression'), tie('statement')).map(([test, one]) => `if (${test}) { const c = 1; ${one} }`),
    fc
      .tuple(tie('expression'), tie('statement'), tie('statement'))
      .map(([test, one, other]) => `if (${test}) {\n${one}\n} else ${other}`),
  ),
  programs: fc.array(tie('statement'), { minLength: 1, maxLength: 4 }).map((list) => list.join('\n')),
}));

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
