import { readFileSync } from 'node:fs';
import { LIMITS } from '@flagstaff/core';
import { describe, expect, it } from 'vitest';
import { loadCases, loadHashVectors } from '@flagstaff/spec';

// docs/evaluation.md repeats the code, the schema and the vectors. These tests compare them.

const read = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
const page = read('docs/evaluation.md');

/** Returns the rows of the table under a heading, without blanks and code marks. */
function table(heading: string): string[][] {
  const section = page.split(/^#+ /m).find((text) => text.startsWith(`${heading}\n`)) ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('|'));
  return rows.slice(2).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

const code = (cell: string | undefined): string[] =>
  [...(cell ?? '').matchAll(/`([^`]+)`/g)].map(([, name]) => name ?? '');

interface Leaf {
  readonly properties?: { readonly operator?: { readonly enum?: readonly string[]; readonly const?: string } };
}

describe('docs/evaluation.md', () => {
  it('lists the limits with their numbers', () => {
    const listed = table('Limits').map(([name, number]) => [code(name)[0], Number((number ?? '').replaceAll(',', ''))]);
    expect(Object.fromEntries(listed)).toEqual(LIMITS);
    expect(listed.length).toBe(Object.keys(LIMITS).length);
  });

  it('lists the operators of the schema', () => {
    const { $defs } = JSON.parse(read('packages/core/schema/document.schema.json')) as {
      $defs: { readonly [name: string]: Leaf };
    };
    const operators = Object.values($defs).flatMap(({ properties }) => {
      const operator = properties?.operator;
      return operator?.enum ?? (operator?.const === undefined ? [] : [operator.const]);
    });
    expect(operators.length).toBe(27);
    expect(
      table('Operators')
        .flatMap(([cell]) => code(cell))
        .sort(),
    ).toEqual([...operators].sort());
  });

  it('lists the reasons and error codes that the cases expect', () => {
    const expected = loadCases().flatMap((file) => file.cases.map((each) => each.expect));
    const reasons = table('Reasons').flatMap(([cell]) => code(cell));
    const codes = table('Error codes').flatMap(([cell]) => code(cell));
    expect([...new Set(expected.map(({ reason }) => reason))].sort()).toEqual([...reasons].sort());
    const seen = new Set(expected.flatMap(({ errorCode }) => errorCode ?? []));
    expect([...seen].filter((each) => !codes.includes(each))).toEqual([]);
    expect(seen.size).toBe(5);
  });

  it('lists hashes that are among the vectors', () => {
    const known = new Map(loadHashVectors().hashes.map(({ input, hash }) => [input, hash]));
    const anchors = table('Bucketing');
    expect(anchors.length).toBe(4);
    for (const [text, hash] of anchors) expect(known.get(code(text)[0] ?? '')).toBe(Number(hash));
  });
});
