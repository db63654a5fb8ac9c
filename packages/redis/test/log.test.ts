// @needs redis
import { sendRedis } from '@flagstaff/testbed';
import { describe, expect, it } from 'vitest';
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
