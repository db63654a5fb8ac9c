import { repeated } from '@flagstaff/spec';
import type { Runner, Share } from '@flagstaff/spec';
import { expect, it } from 'vitest';

const TITLES = Array.from({ length: 23 }, (_, index) => `case ${index}`);

/** Registers a suite of two groups, a shared one among them, and returns the titles that the runner got. */
function registered(door: string, soaking: boolean, share?: Share): readonly string[] {
  const titles: string[] = [];
  const runner: Runner = {
    describe(title, body) {
      titles.push(title);
      body();
    },
    it: (title) => titles.push(title),
  };
  const { describe, it: test } = repeated(runner, door, share, soaking);
  describe('suite', () => {
    describe('single', () => test('the only one', async () => {}));
    describe('large histories', () => test('a large history', async () => {}));
    describe('many', () => TITLES.forEach((title) => test(title, async () => {})));
  });
  return titles;
}

it('runs all cases in a soak', () => {
  expect(registered('a', true)).toEqual([
    'suite',
    'single',
    'the only one',
    'large histories',
    'a large history',
    'many',
    ...TITLES,
  ]);
});

it('runs one case in five every day, without groups that all doors share', () => {
  const titles = registered('a', false);
  expect(titles.filter((title) => title.startsWith('case'))).toHaveLength(5);
  expect(titles).not.toContain('a large history');
});

it('runs all cases every day where a test wants them, without groups that all doors share', () => {
  expect(registered('a', false, { oneIn: 1 })).toEqual(['suite', 'single', 'the only one', 'many', ...TITLES]);
});

it('registers no group without a case', () => {
  expect(registered('a', false)).not.toContain('single');
});

it('runs other cases through another door, and the same ones every day', () => {
  const doors = ['a', 'b', 'c', 'd', 'e'];
  const seen = doors.flatMap((door) => registered(door, false));
  expect(new Set(seen)).toEqual(new Set(['suite', 'single', 'the only one', 'many', ...TITLES]));
  expect(registered('a', false)).toEqual(registered('a', false));
});
