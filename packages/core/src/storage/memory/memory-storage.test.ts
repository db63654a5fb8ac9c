import { describe, expect, it } from 'vitest';
import type { FlagDocument } from '../../model/flag.ts';
import { createMemoryStorage } from './memory-storage.ts';

const flag = (key: string, description = ''): FlagDocument => ({ kind: 'flag', key, type: 'boolean', description });

describe('createMemoryStorage', () => {
  it('has no revision before the first commit, and one after', async () => {
    const storage = createMemoryStorage();
    expect(await storage.revision()).toBeUndefined();
    expect(await storage.snapshot()).toEqual({ revision: undefined, documents: [] });
    await storage.set(flag('a'));
    expect(await storage.revision()).toMatchObject({ number: 1 });
  });

  it('writes seed documents as its first commit', async () => {
    const storage = createMemoryStorage({ documents: [flag('a'), flag('b')] });
    const { revision, documents } = await storage.snapshot();
    expect(revision?.number).toBe(1);
    expect(documents.map(({ key, version }) => [key, version])).toEqual([
      ['a', 1],
      ['b', 1],
    ]);
    expect((await storage.history()).items).toHaveLength(1);
  });

  it('rejects seed documents that are not a list, such as a promise', () => {
    const documents = Promise.resolve([]) as unknown as [];
    expect(() => createMemoryStorage({ documents })).toThrow(expect.objectContaining({ code: 'INVALID_OPTIONS' }));
  });

  it('copies inputs and outputs', async () => {
    const storage = createMemoryStorage();
    const written = { ...flag('a'), metadata: { team: 'web' } };
    await storage.set(written);
    written.metadata.team = 'changed by the caller';
    const read = await storage.get('flag:a');
    Object.assign(read ?? {}, { description: 'changed by a reader' });
    expect(await storage.get('flag:a')).toMatchObject({ description: '', metadata: { team: 'web' } });
  });

  it('continues the versions of a document that was deleted', async () => {
    const storage = createMemoryStorage();
    await storage.set(flag('a'));
    expect(await storage.delete('flag:a', { ifVersion: 1 })).toBe(true);
    expect(await storage.delete('flag:a')).toBe(false);
    expect(await storage.set(flag('a'), { ifVersion: 0 })).toMatchObject({ version: 2 });
  });

  it('writes nothing for a commit with a conflict', async () => {
    const storage = createMemoryStorage({ documents: [flag('a')] });
    const before = await storage.snapshot();
    await expect(
      storage.commit([
        { type: 'set', document: flag('b') },
        { type: 'set', document: flag('a'), ifVersion: 7 },
      ]),
    ).rejects.toMatchObject({ code: 'VERSION_CONFLICT' });
    expect(await storage.snapshot()).toEqual(before);
  });

  it('returns the commits since a revision, as a chain, until they are dropped', async () => {
    const storage = createMemoryStorage({ historyLimit: 3 });
    const first = await storage.commit([{ type: 'set', document: flag('a') }]);
    for (const key of ['b', 'c', 'd']) await storage.set(flag(key));
    const commits = await storage.changes(first.revision);
    expect(commits?.map(({ changes }) => changes[0]?.id)).toEqual(['flag:b', 'flag:c', 'flag:d']);
    expect(commits?.[0]?.previous).toBe(first.revision.token);
    await storage.set(flag('e'));
    expect(await storage.changes(first.revision)).toBeUndefined();
    expect(await storage.changes({ ...first.revision, epoch: 'another' })).toBeUndefined();
  });

  it('pages through the history, newest first, while commits continue', async () => {
    const storage = createMemoryStorage();
    for (const key of ['a', 'b', 'a', 'c']) await storage.set(flag(key));
    const one = await storage.history({ limit: 3 });
    await storage.set(flag('late'));
    const two = await storage.history({ limit: 3, cursor: one.next ?? '' });
    expect([...one.items, ...two.items].map(({ revision }) => revision.number)).toEqual([4, 3, 2, 1]);
    expect(two.next).toBeUndefined();
    expect((await storage.history({ id: 'flag:a' })).items.map(({ revision }) => revision.number)).toEqual([3, 1]);
    await expect(storage.history({ limit: 0 })).rejects.toMatchObject({ code: 'INVALID_OPTIONS' });
    await expect(storage.history({ cursor: 'x' })).rejects.toMatchObject({ code: 'INVALID_OPTIONS' });
  });

  it('returns the history of one document, without commits that were dropped', async () => {
    const storage = createMemoryStorage({ historyLimit: 4 });
    const found = async (id: `flag:${string}`) =>
      (await storage.history({ id })).items.map(({ revision }) => revision.number);
    for (const key of ['a', 'b', 'a']) await storage.set(flag(key));
    expect(await found('flag:a')).toEqual([3, 1]);
    for (const key of ['b', 'a', 'c']) await storage.set(flag(key));
    expect(await found('flag:a')).toEqual([5, 3]);
    expect(await found('flag:b')).toEqual([4]);
    for (const key of ['c', 'c', 'c']) await storage.set(flag(key));
    expect(await found('flag:a')).toEqual([]);
    expect((await storage.history({ id: 'flag:a' })).truncated).toBe(true);
  });

  it('continues the feed of one document where it ended, and begins anew after commits that were dropped', async () => {
    const storage = createMemoryStorage({ historyLimit: 4 });
    const feed = async (after: string) => {
      const { items, position, truncated } = await storage.history({ id: 'flag:a', after, limit: 1 });
      return { numbers: items.map(({ revision }) => revision.number), position: position!, truncated };
    };
    for (const key of ['a', 'b', 'a']) await storage.set(flag(key));
    const first = await feed('');
    expect(first).toMatchObject({ numbers: [1], truncated: undefined });
    const second = await feed(first.position);
    expect(second).toMatchObject({ numbers: [3], truncated: undefined });
    expect(await feed(second.position)).toMatchObject({ numbers: [], position: second.position });
    for (const key of ['a', 'b']) await storage.set(flag(key));
    expect(await feed(second.position)).toMatchObject({ numbers: [4], truncated: undefined });
    for (const key of ['b', 'b', 'b', 'a']) await storage.set(flag(key));
    expect(await feed(second.position)).toMatchObject({ numbers: [9], truncated: true });
    expect(await feed('9.another-token')).toMatchObject({ numbers: [9], truncated: true });
  });

  it('calls every watcher although another one throws, except stopped ones', async () => {
    const storage = createMemoryStorage();
    const heard: string[] = [];
    await storage.watch(() => {
      throw new Error('a foreign watcher');
    });
    const stop = await storage.watch(() => heard.push('stopped'));
    await storage.watch(() => heard.push('listening'));
    await stop();
    await storage.set(flag('a'));
    await Promise.resolve();
    expect(heard).toEqual(['listening']);
  });

  it('rejects every call once closed, and closes twice', async () => {
    const storage = createMemoryStorage();
    await storage.close();
    await storage.close();
    await expect(storage.list()).rejects.toMatchObject({ code: 'CLOSED' });
    await expect(storage.set(flag('a'))).rejects.toMatchObject({ code: 'CLOSED' });
  });

  it('keeps an own property called __proto__ as data', async () => {
    const storage = createMemoryStorage();
    const odd = JSON.parse('{"kind":"flag","key":"odd","type":"boolean","metadata":{"__proto__":"x"}}') as FlagDocument;
    const stored = await storage.set(odd);
    expect(JSON.stringify(stored)).toContain('"__proto__":"x"');
  });
});
