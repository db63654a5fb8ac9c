// @needs redis
import { sendRedis } from '@flagstaff/testbed';
import { describe, expect, it } from 'vitest';
import type { FullStorageBackend } from '@flagstaff/core/storage';
import { flag, open, ownPrefix, SHARED_URL } from './support/fixtures.ts';

describe('the log', () => {
  it('is trimmed to about historyLimit, and returns no changes from before', async () => {
    const prefix = ownPrefix();
    const storage = open({ url: SHARED_URL, prefix, historyLimit: 100 });
    const revisions = [];
    for (let n = 0; n < 450; n += 1) {
      revisions.push((await storage.commit([{ type: 'set', document: flag(`f${n % 5}`, `${n}`) }])).revision);
    }
    const kept = Number(await sendRedis(SHARED_URL, 'XLEN', `{${prefix}}log`));
    expect(kept).toBeGreaterThanOrEqual(100);
    expect(kept).toBeLessThan(300);

    const numbers = (list: readonly { readonly revision: { readonly number: number } }[] | undefined): unknown =>
      list?.map(({ revision }) => revision.number);
    const last = revisions.length;
    // The chain is complete from the first revision whose successor is still in the log. Before that there is none.
    const oldest = last - kept;
    expect(numbers(await storage.changes(revisions[oldest - 1]!))).toEqual(
      Array.from({ length: kept }, (_, n) => oldest + 1 + n),
    );
    expect(await storage.changes(revisions[oldest - 2]!)).toBeUndefined();
    expect(await storage.changes(revisions[0]!)).toBeUndefined();
    expect(await storage.changes(revisions[last - 1]!)).toEqual([]);
    expect((await storage.snapshot()).revision).toEqual(revisions[last - 1]);
    expect(await storage.history({ until: '2020-01-01' })).toEqual({ items: [], truncated: true });
    const feed = await storage.history({ after: '', limit: 1 });
    expect(feed).toMatchObject({ items: [{ revision: revisions[oldest] }], truncated: true });
    expect(await storage.history({ after: feed.position!, limit: 1 })).not.toHaveProperty('truncated');
  });

  it('is not trimmed with Infinity', async () => {
    const prefix = ownPrefix();
    const storage = open({ url: SHARED_URL, prefix, historyLimit: Infinity });
    for (let n = 0; n < 150; n += 1) await storage.set(flag('a', `${n}`));
    const numbers = [];
    let cursor: string | undefined;
    do {
      const page = await storage.history({ limit: 40, ...(cursor === undefined ? {} : { cursor }) });
      numbers.push(...page.items.map(({ revision }) => revision.number));
      cursor = page.next;
    } while (cursor !== undefined);
    expect(numbers).toEqual(Array.from({ length: 150 }, (_, n) => 150 - n));
  });

  it('makes readers reload after it was lost', async () => {
    const prefix = ownPrefix();
    const storage = open({ url: SHARED_URL, prefix });
    const first = await storage.commit([{ type: 'set', document: flag('a') }]);
    await storage.set(flag('b'));
    await sendRedis(SHARED_URL, 'DEL', `{${prefix}}log`);
    expect(await storage.changes(first.revision)).toBeUndefined();
    const second = await storage.revision();
    await storage.set(flag('c'));
    expect(await storage.changes(first.revision)).toBeUndefined();
    expect(await storage.changes(second!)).toMatchObject([{ previous: second?.token }]);
  });

  it('does not link revisions of another epoch or history', async () => {
    const prefix = ownPrefix();
    const storage = open({ url: SHARED_URL, prefix });
    const { revision } = await storage.commit([{ type: 'set', document: flag('a') }]);
    await storage.set(flag('b'));
    expect(await storage.changes({ ...revision, epoch: 'another' })).toBeUndefined();
    expect(await storage.changes({ ...revision, token: 'never' })).toBeUndefined();
    expect(await storage.changes({ ...revision, number: 99, token: 'later' })).toBeUndefined();
    await sendRedis(SHARED_URL, 'DEL', `{${prefix}}data`);
    expect(await storage.changes(revision)).toBeUndefined();
    await expect(storage.set(flag('a'))).rejects.toMatchObject({ code: 'STORE_LOST' });
    // The source from which an operator rebuilds the documents.
    expect((await storage.history()).items.map(({ revision: { number } }) => number)).toEqual([2, 1]);
  });

  describe('of one document', () => {
    const idsOf = async (storage: FullStorageBackend, limit: number): Promise<number[]> => {
      const numbers: number[] = [];
      for (let cursor: string | undefined; ;) {
        const page = await storage.history({ id: 'flag:a', limit, ...(cursor === undefined ? {} : { cursor }) });
        numbers.push(...page.items.map(({ revision }) => revision.number));
        if (page.next === undefined) return numbers;
        cursor = page.next;
      }
    };

    /** Commits to `a` and, in between, to as many others. */
    const fill = async (storage: FullStorageBackend, count: number): Promise<void> => {
      for (let n = 0; n < count; n += 1) {
        await storage.set(flag('a', `${n}`));
        await storage.set(flag(`other-${n}`));
      }
    };

    it.each([
      ['is found in part without an index of earlier commits', 4],
      ['is found without an index', 7],
    ])('%s', async (_what, without) => {
      const prefix = ownPrefix();
      const storage = open({ url: SHARED_URL, prefix });
      await fill(storage, without);
      await sendRedis(SHARED_URL, 'HDEL', `{${prefix}}data`, 'idx');
      const indexes = (await sendRedis(SHARED_URL, 'KEYS', `{${prefix}}index:*`)) as string[];
      await sendRedis(SHARED_URL, 'DEL', ...indexes);
      await fill(storage, 7 - without);
      const all = [13, 11, 9, 7, 5, 3, 1];
      for (const limit of [1, 2, 3, 7, 50]) expect(await idsOf(storage, limit)).toEqual(all);
    });

    it('is found when its index is newer than the log', async () => {
      const prefix = ownPrefix();
      const storage = open({ url: SHARED_URL, prefix });
      await sendRedis(SHARED_URL, 'XADD', `{${prefix}}index:194`, '99999999999999-0', 'id', 'flag:a');
      await fill(storage, 3);
      expect(await idsOf(storage, 2)).toEqual([5, 3, 1]);
    });

    it('is found when its index is no stream', async () => {
      const prefix = ownPrefix();
      const storage = open({ url: SHARED_URL, prefix });
      await fill(storage, 2);
      await sendRedis(SHARED_URL, 'DEL', `{${prefix}}index:194`);
      await sendRedis(SHARED_URL, 'SET', `{${prefix}}index:194`, 'a text');
      await storage.set(flag('a', 'last'));
      await expect(storage.history({ id: 'flag:a' })).rejects.toMatchObject({
        code: 'STORAGE_CORRUPT',
        message: expect.stringContaining(`{${prefix}}index:194`),
      });
      await sendRedis(SHARED_URL, 'DEL', `{${prefix}}index:194`);
      expect(await idsOf(storage, 2)).toEqual([5, 3, 1]);
    });

    it('is trimmed with the log, and says that it was', async () => {
      const prefix = ownPrefix();
      const storage = open({ url: SHARED_URL, prefix, historyLimit: 10 });
      await fill(storage, 300);
      const kept = Number(await sendRedis(SHARED_URL, 'XLEN', `{${prefix}}log`));
      const listed = Number(await sendRedis(SHARED_URL, 'XLEN', `{${prefix}}index:194`));
      expect(listed).toBeLessThan(300);
      const page = await storage.history({ id: 'flag:a', limit: 1_000 });
      expect(page.truncated).toBe(true);
      expect(page.items).toHaveLength(kept / 2);
      expect(await storage.history({ id: 'flag:other-0' })).toEqual({ items: [], truncated: true });
    });
  });

  it('rejects an invalid cursor', async () => {
    const storage = open({ url: SHARED_URL, prefix: ownPrefix() });
    for (const cursor of ['', '+', '(1-1', '1', 'x-y', '99999999999999999999-0']) {
      await expect(storage.history({ cursor })).rejects.toMatchObject({ code: 'INVALID_OPTIONS' });
    }
  });
});

describe('concurrent writers', () => {
  it('lose no edit, on one document or on several, with or without versions', async () => {
    const prefix = ownPrefix();
    const writers = Array.from({ length: 6 }, () => open({ url: SHARED_URL, prefix }));
    await Promise.all(
      writers.map(async (storage, writer) => {
        for (let n = 0; n < 25; n += 1) {
          await storage.commit([
            { type: 'set', document: flag('shared', `${writer}/${n}`) },
            { type: 'set', document: flag(`own-${writer}`, `${n}`) },
          ]);
        }
      }),
    );
    const { revision, documents } = await writers[0]!.snapshot();
    expect(revision?.number).toBe(150);
    expect(documents.map(({ key, version }) => [key, version])).toEqual([
      ...writers.map((_, writer) => [`own-${writer}`, 25]),
      ['shared', 150],
    ]);
    const { items } = await writers[0]!.history({ limit: 1_000 });
    expect(items).toHaveLength(150);
    items.slice(0, -1).forEach((commit, n) => expect(commit.previous).toBe(items[n + 1]?.revision.token));
  });

  it('initialize a store once', async () => {
    const prefix = ownPrefix();
    const writers = Array.from({ length: 8 }, () => open({ url: SHARED_URL, prefix }));
    const commits = await Promise.allSettled(
      writers.map((storage) => storage.commit([{ type: 'set', document: flag('a'), ifVersion: 0 }])),
    );
    const refusals = commits.flatMap((commit) => (commit.status === 'rejected' ? [commit.reason] : []));
    expect(refusals).toMatchObject(Array.from({ length: 7 }, () => ({ code: 'VERSION_CONFLICT' })));
    expect(await writers[0]!.revision()).toMatchObject({ number: 1 });
  });
});
