import { OPERATOR_INFO } from '@flagstaff/core/management';
import type { OperandKind } from '@flagstaff/core/management';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';

/** What docs/evaluation.md calls each kind of value. */
const WORDS: { readonly [kind in OperandKind]: string } = {
  none: 'none',
  scalar: 'text, number, boolean',
  scalars: 'list of those',
  number: 'number',
  text: 'text',
  word: 'version',
  'word or words': 'network, or list',
  date: 'date',
  pattern: 'pattern',
  'divisor and remainder': '`[divisor, remainder]`',
};

it('says of operators what docs/evaluation.md says', async () => {
  const page = await readFile(join(import.meta.dirname, '..', '..', '..', 'docs', 'evaluation.md'), 'utf8');
  const table = page.slice(page.indexOf('| operator '), page.indexOf('- **`ignoreCase`** is for'));
  const rows = [...table.matchAll(/^\| (`[^|]+`) +\| ([^|]+?) +\|/gm)];
  const values = rows.flatMap(([, names, value]) => [...names!.matchAll(/`(\w+)`/g)].map(([, name]) => [name, value]));
  const info = Object.entries(OPERATOR_INFO);
  expect(Object.fromEntries(values)).toEqual(
    Object.fromEntries(info.map(([name, { value }]) => [name, name === 'semver_range' ? 'range' : WORDS[value]])),
  );
  const folding = /\*\*`ignoreCase`\*\* is for `([^`]+)`/.exec(page)![1]!.split(' ');
  expect(folding).toEqual(info.filter(([, { ignoreCase }]) => ignoreCase).map(([name]) => name));
});

it('names the operator that another one negates', () => {
  const negations = Object.entries(OPERATOR_INFO).flatMap(([name, { negates }]) =>
    negates === undefined ? [] : [[name, negates]],
  );
  expect(Object.fromEntries(negations)).toEqual({
    ne: 'eq',
    not_in: 'in',
    not_contains: 'contains',
    semver_ne: 'semver_eq',
    not_exists: 'exists',
    not_in_cidr: 'in_cidr',
  });
});
