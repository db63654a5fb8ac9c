import { finishNow } from '@flagstaff/core/storage';
import { expect, it } from 'vitest';
import { createDocumentCollector } from './document-collector.ts';

const stored = { kind: 'flag', key: 'a', type: 'boolean', version: 3, createdAt: 'then', updatedAt: 'now' };

it('returns the documents of all pages, ordered by id, and nothing else', () => {
  const b = { ...stored, key: 'b' };
  const collected = createDocumentCollector();
  finishNow(collected.take(['f:flag:b', JSON.stringify(b), 'epoch', 'e', 'f:noid', '{}', 'x']));
  finishNow(collected.take(['f:flag:a', JSON.stringify(stored)]));
  expect(finishNow(collected.finish())).toEqual([stored, b]);
});

it('counts a field once, however often it comes', () => {
  const collected = createDocumentCollector();
  finishNow(collected.take(['f:flag:a', JSON.stringify(stored), 'v:flag:a', '3', 'epoch', 'e']));
  finishNow(collected.take(['v:flag:a', '3', 'f:flag:a', JSON.stringify(stored)]));
  expect(collected.fields).toBe(3);
  expect(finishNow(collected.finish())).toEqual([stored]);
});

it('gives an unreadable document the version of its field, which may come before or after', () => {
  const collected = createDocumentCollector();
  finishNow(collected.take(['v:flag:a', '4', 'f:flag:a', '{', 'f:flag:b', '{']));
  finishNow(collected.take(['v:flag:b', '5']));
  expect(finishNow(collected.finish())).toMatchObject([
    { key: 'a', version: 4, unreadable: expect.any(String) },
    { key: 'b', version: 5, unreadable: expect.any(String) },
  ]);
});
