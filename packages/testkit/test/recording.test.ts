import { createMemoryStorage } from '@flagstaff/core/storage';
import { recording } from '@flagstaff/testkit';
import { expect, it } from 'vitest';
import { toyStorage } from './support/toy-storage.ts';

it('records the calls of a storage in order, and returns its results', async () => {
  const storage = recording(createMemoryStorage());
  expect(storage.name).toBe('recording(memory)');
  await storage.set({ kind: 'flag', key: 'a', type: 'boolean' }, { actor: 'ada' });
  expect(await storage.get('flag:a')).toMatchObject({ key: 'a', version: 1 });
  await storage.history?.({ limit: 1 });
  expect(storage.operations).toEqual([
    { method: 'set', args: [{ kind: 'flag', key: 'a', type: 'boolean' }, { actor: 'ada' }] },
    { method: 'get', args: ['flag:a'] },
    { method: 'history', args: [{ limit: 1 }] },
  ]);
  storage.clear();
  expect(storage.operations).toEqual([]);
});

it('records failures', async () => {
  const storage = recording(createMemoryStorage());
  await expect(storage.history?.({ limit: 0 })).rejects.toThrow('limit is 0');
  expect(storage.operations).toHaveLength(1);
});

it('has the same capabilities as the wrapped storage', () => {
  expect('watch' in recording(toyStorage())).toBe(false);
  expect('watch' in recording(createMemoryStorage())).toBe(true);
});
