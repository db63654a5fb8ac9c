import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { regexesOf, spreadsOf, superLinear } from '../lib/source-work.mjs';
import { ROOT } from '../lib/root.mjs';
import { filesBelow, isSource, isTest } from '../lib/tree.mjs';

/** Published sources by path. Test code reads no outside input. */
async function sources(): Promise<[path: string, text: string][]> {
  const isPublished = (path: string): boolean =>
    /^[^/]+\/src\//.test(path) && !/^(testbed|testkit|spec|fuzz)\//.test(path) && isSource(path) && !isTest(path);
  const paths = await filesBelow(join(ROOT, 'packages'), isPublished);
  return Promise.all(
    paths.map(async (path): Promise<[string, string]> => [path, await readFile(join(ROOT, 'packages', path), 'utf8')]),
  );
}

it('finds only linear regular expressions in the packages', async () => {
  const faults: string[] = [];
  let checked = 0;
  for (const [path, text] of await sources()) {
    const { literals, dynamic } = regexesOf(path, text);
    for (const { line } of dynamic) faults.push(`${path}:${line} creates a pattern at run time; write a literal`);
    for (const literal of literals) {
      checked++;
      const fault = superLinear(literal);
      if (fault !== undefined) faults.push(`${path}:${literal.line} /${literal.pattern}/ is ${fault}`);
    }
  }
  expect(faults).toEqual([]);
  expect(checked).toBeGreaterThan(50);
});

it('detects patterns that are not linear, and patterns created at run time', () => {
  const { literals, dynamic } = regexesOf(
    'a.ts',
    'text.split(/ +- +/);\nx.replace(/\\/+$/, "");\n/^(a+)+$/u;\n/\\d{1,900}\\d{1,900}x/;\n/^[a-z]{1,900}$/;\nnew RegExp(x);\nRegExp(y);',
  );
  expect(literals.map((literal) => superLinear(literal) !== undefined)).toEqual([true, true, true, true, false]);
  expect(literals.map(({ line }) => line)).toEqual([1, 2, 3, 4, 5]);
  expect(dynamic.map(({ line }) => line)).toEqual([6, 7]);
});

it('finds no list spread into call arguments in the packages', async () => {
  const all = await sources();
  const found = all.flatMap(([path, text]) => spreadsOf(path, text).map(({ line }) => `${path}:${line}`));
  expect(found).toEqual([]);
  expect(all.length).toBeGreaterThan(200);
});

it('detects spread lists, and allows rest parameters', () => {
  const text = `
    list.push(...items);
    Math.max(...items.map(size));
    new Thing(...items);
    const f = (...args) => g(...args);
    function h(a, ...rest) { return k(a, ...rest, ...items); }
    [...items]; ({ ...items });`;
  expect(spreadsOf('a.ts', text).map(({ line }) => line)).toEqual([2, 3, 4, 6]);
});
