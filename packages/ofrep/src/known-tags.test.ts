import { expect, it } from 'vitest';
import { createKnownTags } from './known-tags.ts';

const tag = (at: number): string => `"${at.toString(16).padStart(32, '0')}"`;

it('keeps the 10,000 tags that were used last', () => {
  const tags = createKnownTags();
  for (let at = 0; at < 10_000; at++) tags.add(tag(at), `sources of ${at}`, 1);
  const find = (at: number): string | undefined => tags.find(`W/${tag(at)}`, `sources of ${at}`, 1);
  expect(find(0)).toBe(tag(0));
  tags.add(tag(10_000), 'sources of 10000', 1);
  expect([find(0), find(1), find(2), find(10_000)]).toEqual([tag(0), undefined, tag(2), tag(10_000)]);
});

it('finds a tag for its sources and version only', () => {
  const tags = createKnownTags();
  tags.add(tag(1), 'one', 1);
  tags.add(tag(2), 'two', undefined);
  expect(tags.find(tag(1), 'one', 1)).toBe(tag(1));
  expect(tags.find(tag(1), 'two', 1)).toBeUndefined();
  expect(tags.find(tag(1), 'one', 2)).toBeUndefined();
  expect(tags.find(tag(1), 'one', undefined)).toBeUndefined();
  expect(tags.find(tag(2), 'two', undefined)).toBeUndefined();
  expect(tags.find(null, 'one', 1)).toBeUndefined();
});
