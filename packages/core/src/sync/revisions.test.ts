import { expect, it } from 'vitest';
import type { Revision } from '../model/revision.ts';
import { compareRevisions } from './revisions.ts';

const at = (number: number, token: string, epoch = 'e'): Revision => ({ epoch, number, token });

it.each([
  ['empty', undefined, undefined],
  ['first', undefined, at(3, 'c')],
  ['lost', at(3, 'c'), undefined],
  ['same', at(3, 'c'), at(3, 'c')],
  ['ahead', at(3, 'c'), at(4, 'd')],
  ['suspect', at(3, 'c'), at(3, 'x')],
  ['suspect', at(3, 'c'), at(2, 'b')],
  ['suspect', at(3, 'c'), at(4, 'd', 'other epoch')],
] as const)('%s: %j held, %j seen', (comparison, held, seen) => {
  expect(compareRevisions(held, seen)).toBe(comparison);
});
