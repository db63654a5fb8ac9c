import { CAPABILITIES, createBackoff, createMemoryStorage, failover, readOnly } from '@flagstaff/core/storage';
import type { StorageBackend } from '@flagstaff/core/storage';
import { expect, it } from 'vitest';
import { faulty } from './faulty-storage.ts';
import { numberFlag } from './setup.ts';

function capabilities(storage: StorageBackend): string[] {
  return CAPABILITIES.filter((capability) => storage[capability] !== undefined);
}

it('failover, readOnly and createBackoff reject invalid arguments', () => {
  const memory = createMemoryStorage();
  const options = { first: 1, most: 10, random: Math.random };
  const refused = expect.objectContaining({ code: 'INVALID_OPTIONS' });
  for (const hostile of [undefined, null, 0, 'x', [], {}, () => memory, { ...memory, get: 1 }]) {
    expect(() => readOnly(hostile as never)).toThrow(refused);
    expect(() => failover(hostile as never, memory)).toThrow(refused);
    expect(() => failover(memory, hostile as never)).toThrow(refused);
    expect(() => createBackoff(hostile as never)).toThrow(refused);
    for (const name of ['first', 'most', 'random']) {
      if (hostile === 0 ? name !== 'random' : typeof hostile === 'function' && name === 'random') continue;
      expect(() => createBackoff({ ...options, [name]: hostile })).toThrow(refused);
    }
  }
  expect(createBackoff(options).next()).toBeGreaterThan(0);
});

it('readOnly reads and rejects writes', async () => {
  const memory = createMemoryStorage({ documents: [numberFlag('a', 1)] });
  const storage = readOnly(memory);
  expect(storage.name).toBe('read-only(memory)');
  expect(capabilities(storage)).toEqual([
    'snapshot',
    'changes',
    'revision',
    'watch',
    'history',
    'hasMembers',
    'changeMembers',
    'listMembers',
    'close',
  ]);
  expect(await storage.get('flag:a')).toMatchObject({ version: 1 });
  await expect(storage.set(numberFlag('a', 2))).rejects.toMatchObject({ code: 'READ_ONLY' });
  await expect(storage.delete('flag:a')).rejects.toMatchObject({ code: 'READ_ONLY' });
  expect(await memory.get('flag:a')).toMatchObject({ version: 1 });
  await memory.changeMembers('s', { type: 'add', members: ['a'] });
  await expect(storage.changeMembers?.('s', { type: 'remove', members: ['a'] })).rejects.toMatchObject({
    code: 'READ_ONLY',
  });
  expect(await storage.hasMembers?.([{ segment: 's', member: 'a' }])).toEqual([true]);
});

it.each(['fail', 'hang'] as const)('failover reads from the secondary while the primary does "%s"', async (fault) => {
  const line = faulty(createMemoryStorage({ documents: [numberFlag('a', 1)] }));
  const storage = failover(line.storage, createMemoryStorage({ documents: [numberFlag('a', 2)] }));
  expect(storage.name).toBe('failover(faulty,memory)');
  expect(await storage.get('flag:a')).toMatchObject({ variants: { only: 1 } });
  line.break(fault);
  expect(await storage.get('flag:a')).toMatchObject({ variants: { only: 2 } });
  expect((await storage.snapshot?.())?.documents).toMatchObject([{ variants: { only: 2 } }]);
  line.break('none');
  expect(await storage.get('flag:a')).toMatchObject({ variants: { only: 1 } });
});

it('failover never writes to the secondary, and reports the primary’s error when both fail', async () => {
  const primary = faulty(createMemoryStorage());
  const secondary = createMemoryStorage();
  const storage = failover(primary.storage, secondary);
  primary.break('fail');
  await expect(storage.set(numberFlag('a', 1))).rejects.toThrow('ECONNREFUSED');
  await expect(storage.commit?.([{ type: 'set', document: numberFlag('a', 1) }])).rejects.toThrow('ECONNREFUSED');
  expect(await secondary.list()).toEqual([]);
  await secondary.close();
  await expect(storage.list()).rejects.toThrow('ECONNREFUSED');
});

it('failover has the reading capabilities of both, and the writing ones of the primary', () => {
  const { snapshot, changes, watch, commit, hasMembers, ...few } = createMemoryStorage();
  expect(capabilities(failover(few, createMemoryStorage()))).toEqual([
    'revision',
    'history',
    'changeMembers',
    'listMembers',
    'close',
  ]);
  expect(capabilities(failover(createMemoryStorage(), few))).toEqual([
    'commit',
    'revision',
    'watch',
    'history',
    'changeMembers',
    'listMembers',
    'close',
  ]);
});
