import { expect, it } from 'vitest';
import { execute, list, question, raw, select, textOf, whole } from './statement.ts';

const FORGED: readonly unknown[] = [
  { raw: 'DROP TABLE x' },
  { chunks: ['DROP TABLE x'], parameters: [], returns: false },
  Object.create(raw('x')),
  Object.create(Object.getPrototypeOf(raw('x')) as object, { raw: { value: 'x' } }),
  Object.create(select`SELECT 1`),
  Object.assign({}, select`SELECT 1`),
  new Proxy(raw('x'), {}),
  ['x'],
  Symbol('x'),
  () => 'x',
  10n,
  true,
  undefined,
  Number.NaN,
];

it('binds strings, numbers and nulls, and splices in only its own parts', () => {
  const statement = select`SELECT ${raw('a')} FROM ${execute`t WHERE b = ${'x'}`} AND c IN (${list([1, null])}) LIMIT ${whole(5)}`;
  expect(textOf(statement, question)).toBe('SELECT a FROM t WHERE b = ? AND c IN (?, ?) LIMIT 5');
  expect(statement.parameters).toEqual(['x', 1, null]);
});

it.each(FORGED)('rejects %# as a part of a statement', (forged) => {
  const refusal = expect.objectContaining({ code: 'INVALID_OPTIONS' });
  expect(() => select`SELECT ${forged as string}`).toThrow(refusal);
  expect(() => list([forged as string])).toThrow(refusal);
  expect(() => raw(forged as string)).toThrow(refusal);
  expect(() => whole(forged as number)).toThrow(refusal);
});
