import { createFlagstaff, FlagstaffError } from '@flagstaff/core';
import type { Document, FlagDocument } from '@flagstaff/core';
import { createMemoryStorage } from '@flagstaff/core/storage';
import type { FullStorageBackend } from '@flagstaff/core/storage';
import { manage } from '@flagstaff/core/management';
import { describe, expect, it, onTestFinished } from 'vitest';
import { during, numberFlag, numberOf, scene } from './setup.ts';

const needs = (key: string, flag: string): FlagDocument => ({
  ...numberFlag(key, 0),
  off: 'only',
  prerequisites: [{ flag, variants: ['only'] }],
});

describe('writing documents', () => {
  it('is active here when the promise resolves, without another read of the store', async () => {
    const { flagstaff, clock, line } = scene({ documents: [numberFlag('a', 1)] });
    await clock.advance(100);
    line.mute(true);
    const reads = line.calls.get('changes') ?? 0;
    await manage(flagstaff).set(numberFlag('a', 2), { actor: 'ann', ifVersion: 1 });
    expect(numberOf(flagstaff, 'a')).toBe(2);
    expect(line.calls.get('changes') ?? 0).toBe(reads);
    expect((await manage(flagstaff).history()).items[0]).toMatchObject({ actor: 'ann', revision: flagstaff.revision });
    expect(await manage(flagstaff).delete('flag:a')).toBe(true);
    expect(numberOf(flagstaff, 'a')).toBe(-1);
    expect(await manage(flagstaff).delete('flag:a')).toBe(false);
  });

  it('is active here although the store cannot be read right after', async () => {
    const { flagstaff, clock, line, memory } = scene({ documents: [numberFlag('a', 1), numberFlag('b', 1)] });
    await clock.advance(100);
    line.mute(true);
    // Another commit comes first, so this one does not follow the current revision.
    await memory.set(numberFlag('b', 2));
    line.break('fail', 'revision');
    await during(clock, manage(flagstaff).set(numberFlag('a', 2)));
    expect(numberOf(flagstaff, 'a')).toBe(2);
    line.break('none');
    await clock.advance(3_000);
    expect({ a: numberOf(flagstaff, 'a'), b: numberOf(flagstaff, 'b') }).toEqual({ a: 2, b: 2 });
  });

  it('rejects a value that is not a document, with its position', async () => {
    const { flagstaff, clock, memory } = scene();
    await clock.advance(100);
    const cycle: Record<string, unknown> = { ...numberFlag('a', 1) };
    cycle['metadata'] = cycle;
    let deep: unknown = 1;
    for (let level = 0; level < 100_000; level += 1) deep = [deep];
    const wrong: unknown[] = [
      cycle,
      { ...numberFlag('a', 1), variants: { only: 1n } },
      { ...numberFlag('a', 1), metadata: { deep } },
      { ...numberFlag('a', 1), default: 'other' },
      undefined,
      () => 1,
      'text',
    ];
    for (const document of wrong) {
      const error = await manage(flagstaff)
        .set(document as Document)
        .catch((thrown: FlagstaffError) => thrown);
      expect(error).toMatchObject({
        code: 'INVALID_DOCUMENT',
        issues: [{ path: expect.stringMatching(/^\$/) as string }],
      });
    }
    expect(await memory.list()).toEqual([]);
  });

  it('reports which of several documents is rejected', async () => {
    const { flagstaff, clock } = scene();
    await clock.advance(100);
    const refusal = (...documents: unknown[]): Promise<string> =>
      manage(flagstaff)
        .commit(documents.map((document) => ({ type: 'set', document: document as Document })))
        .then(
          () => 'written',
          ({ message }: FlagstaffError) => message.split('\n')[0] ?? '',
        );
    const fine = numberFlag('a', 1);
    expect(await refusal(fine, { ...numberFlag('b', 1), default: 'x' })).toBe(
      'flag:b is not valid. Nothing was written.',
    );
    expect(await refusal({ ...fine, default: 'x' })).toBe('flag:a is not valid. Nothing was written.');
    expect(await refusal(fine, { ...fine, key: '<b>' })).toMatch(/^The document of changes\[1\] is not valid/);
    expect(await refusal(fine, () => 1)).toMatch(/^The document of changes\[1\] is not valid/);
    expect(await refusal({ ...fine, key: '<b>' })).toMatch(/^The document is not valid/);
  });

  it('ignores storage fields, so that a document can be read, changed and written', async () => {
    const { flagstaff, clock } = scene({ documents: [numberFlag('a', 1)] });
    await clock.advance(100);
    const read = await manage(flagstaff).get('flag:a');
    const written = await manage(flagstaff).set({ ...read, ...numberFlag('a', 5) }, { ifVersion: read?.version ?? -1 });
    expect(written).toMatchObject({ version: 2, variants: { only: 5 } });
    await expect(manage(flagstaff).set(numberFlag('a', 6), { ifVersion: 1 })).rejects.toMatchObject({
      code: 'VERSION_CONFLICT',
    });
    await expect(manage(flagstaff).set(numberFlag('a', 6), { ifVersion: -1 })).rejects.toMatchObject({
      code: 'INVALID_OPTIONS',
    });
  });

  it('never breaks a reference', async () => {
    const { flagstaff, clock } = scene({ documents: [numberFlag('a', 1)] });
    await clock.advance(100);
    await expect(manage(flagstaff).set(needs('b', 'missing'))).rejects.toMatchObject({ code: 'INVALID_DOCUMENT' });
    await manage(flagstaff).set(needs('b', 'a'));
    const inUse = { code: 'DOCUMENT_IN_USE', message: expect.stringContaining('flag:b') as string };
    await expect(manage(flagstaff).delete('flag:a')).rejects.toMatchObject(inUse);
    await expect(manage(flagstaff).set(needs('a', 'b'))).rejects.toMatchObject({ code: 'INVALID_DOCUMENT' });
    await manage(flagstaff).commit([
      { type: 'set', document: needs('c', 'd') },
      { type: 'set', document: numberFlag('d', 1) },
    ]);
    await expect(manage(flagstaff).delete('flag:d')).rejects.toMatchObject({ code: 'DOCUMENT_IN_USE' });
    await manage(flagstaff).commit([
      { type: 'delete', id: 'flag:a' },
      { type: 'delete', id: 'flag:b' },
    ]);
    expect((await manage(flagstaff).list()).map(({ key }) => key)).toEqual(['c', 'd']);
  });

  it('breaks no reference in a race of two instances', async () => {
    let broken = 0;
    let refused = 0;
    for (let round = 0; round < 100; round += 1) {
      const storage = createMemoryStorage({ documents: [numberFlag('a', 1)] });
      const [one, other] = [createFlagstaff({ storage }), createFlagstaff({ storage })];
      await Promise.all([one.ready(), other.ready()]);
      const results = await Promise.allSettled([
        manage(one).set(needs('b', 'a')),
        // The referenced document is deleted, or references back.
        round % 2 === 0 ? manage(other).delete('flag:a') : manage(other).set(needs('a', 'b')),
      ]);
      refused += results.filter(({ status }) => status === 'rejected').length;
      const check = createFlagstaff({ storage: createMemoryStorage({ documents: await storage.list() }) });
      check.on('error', () => (broken += 1));
      await check.ready();
      await Promise.all([one.close(), other.close(), check.close()]);
    }
    expect({ broken, refused }).toEqual({ broken: 0, refused: 100 });
  });

  it('loses no edit of many writers, with and without a version of their own', async () => {
    const storage = createMemoryStorage({ documents: [numberFlag('a', 0)] });
    const clients = [1, 2, 3, 4].map(() => createFlagstaff({ storage }));
    onTestFinished(async () => void (await Promise.all(clients.map((client) => client.close()))));
    await Promise.all(clients.map((client) => client.ready()));
    const edits = { done: 0 };
    await Promise.all(
      clients.map(async (client) => {
        while (edits.done < 100) {
          const read = await manage(client).get('flag:a');
          const value = (read as unknown as { variants: { only: number } }).variants.only;
          await manage(client)
            .set(numberFlag('a', value + 1), { ifVersion: read?.version ?? 0 })
            .then(
              () => (edits.done += 1),
              (error: FlagstaffError) => expect(error.code).toBe('VERSION_CONFLICT'),
            );
        }
      }),
    );
    const after = await storage.get('flag:a');
    expect(after).toMatchObject({ version: edits.done + 1, variants: { only: edits.done } });
    await Promise.all(clients.map((client) => manage(client).set(numberFlag('a', -5))));
    expect((await storage.get('flag:a'))?.version).toBe(edits.done + 5);
  });

  it('recovers the outcome of writes whose reply was lost', async () => {
    const { flagstaff, clock, line, memory } = scene({ documents: [numberFlag('a', 0)] });
    await clock.advance(100);
    for (let value = 1; value <= 20; value += 1) {
      line.break(value % 3 === 0 ? 'lose reply' : 'none', 'commit');
      await during(clock, manage(flagstaff).set(numberFlag('a', value)));
    }
    expect(await memory.get('flag:a')).toMatchObject({ version: 21, variants: { only: 20 } });
    expect(numberOf(flagstaff, 'a')).toBe(20);
  });

  it('retries a write that never arrived, and reports when the outcome is unknown', async () => {
    const { flagstaff, clock, line, memory } = scene({ documents: [numberFlag('a', 0)] });
    await clock.advance(100);
    line.break('hang', 'commit');
    const first = manage(flagstaff).set(numberFlag('a', 1));
    await clock.advance(4_000);
    line.break('none', 'commit');
    await during(clock, first);
    expect(await memory.get('flag:a')).toMatchObject({ version: 2, variants: { only: 1 } });
    line.break('hang', 'commit', 'history');
    await expect(during(clock, manage(flagstaff).set(numberFlag('a', 2)))).rejects.toMatchObject({
      code: 'OUTCOME_UNKNOWN',
    });
    expect(await memory.get('flag:a')).toMatchObject({ version: 2 });
  });

  it('does not write to a store that replaced the followed one', async () => {
    const { flagstaff, clock, line } = scene({ documents: [numberFlag('a', 1)] });
    await clock.advance(100);
    const other = createMemoryStorage({ documents: [numberFlag('z', 1)] });
    line.replace(other);
    await expect(manage(flagstaff).set(numberFlag('a', 2))).rejects.toMatchObject({ code: 'EPOCH_CONFLICT' });
    expect((await other.list()).map(({ key }) => key)).toEqual(['z']);
  });

  it('rolls back with a new commit', async () => {
    const { flagstaff, clock } = scene({ documents: [numberFlag('a', 1), numberFlag('b', 1)] });
    await clock.advance(100);
    await manage(flagstaff).set(numberFlag('a', 2));
    await manage(flagstaff).delete('flag:b');
    await manage(flagstaff).set(numberFlag('c', 3));
    const commit = await manage(flagstaff).rollback(1, { actor: 'ann' });
    expect(commit).toMatchObject({ actor: 'ann', comment: 'Roll back to revision 1', revision: { number: 5 } });
    expect(['a', 'b', 'c'].map((key) => numberOf(flagstaff, key))).toEqual([1, 1, -1]);
    expect(await manage(flagstaff).rollback(5)).toBeUndefined();
    expect(await manage(flagstaff).rollback(1)).toBeUndefined();
    for (const number of [0, 6, 1.5]) {
      await expect(manage(flagstaff).rollback(number)).rejects.toMatchObject({ code: 'REVISION_NOT_FOUND' });
    }
  });

  describe('in a log of many commits', () => {
    /** Creates a client of a store with 300 commits that can lose the reply to a write and counts reads of the log. */
    async function longLog() {
      const memory = createMemoryStorage({ documents: [numberFlag('a', 0)] });
      for (let n = 1; n < 300; n += 1) await memory.set(numberFlag('a', n));
      const read = { commits: 0, mostAtOnce: 0 };
      const loss = { next: undefined as (() => Promise<unknown>) | undefined, written: true };
      const storage: FullStorageBackend = {
        ...memory,
        async history(query) {
          const page = await memory.history(query);
          read.commits += page.items.length;
          read.mostAtOnce = Math.max(read.mostAtOnce, query?.limit ?? Infinity);
          return page;
        },
        async commit(changes, meta) {
          const { next } = loss;
          if (next === undefined) return memory.commit(changes, meta);
          loss.next = undefined;
          if (loss.written) await memory.commit(changes, meta);
          await next();
          throw new FlagstaffError('OUTCOME_UNKNOWN', 'The reply was lost.');
        },
      };
      const flagstaff = createFlagstaff({ storage });
      onTestFinished(() => flagstaff.close());
      await flagstaff.ready();
      return { flagstaff, memory, read, loss };
    }

    it('reads one commit to find a lost write that is the newest', async () => {
      const { flagstaff, memory, read, loss } = await longLog();
      loss.next = async () => undefined;
      expect(await manage(flagstaff).set(numberFlag('b', 1))).toMatchObject({ version: 1 });
      expect(read.commits).toBe(1);
      expect(await memory.revision()).toMatchObject({ number: 301 });
    });

    it('reads no commit when nothing was committed since', async () => {
      const { flagstaff, memory, read, loss } = await longLog();
      loss.next = async () => undefined;
      loss.written = false;
      expect(await manage(flagstaff).set(numberFlag('b', 1))).toMatchObject({ version: 1 });
      expect(read.commits).toBe(0);
      expect(await memory.revision()).toMatchObject({ number: 301 });
    });

    it.each([true, false])('reads no further back than its own write, done: %s', async (written) => {
      const { flagstaff, memory, read, loss } = await longLog();
      loss.next = async () => {
        for (let n = 0; n < 20; n += 1) await memory.set(numberFlag('c', n));
      };
      loss.written = written;
      expect(await manage(flagstaff).set(numberFlag('b', 1))).toMatchObject({ version: 1 });
      expect(read.commits).toBeGreaterThanOrEqual(20);
      expect(read.commits).toBeLessThan(100);
      expect(await memory.revision()).toMatchObject({ number: 321 });
    });

    it('rolls back in small pages', async () => {
      const { flagstaff, read } = await longLog();
      await manage(flagstaff).rollback(1);
      expect(numberOf(flagstaff, 'a')).toBe(0);
      expect(read.commits).toBeGreaterThanOrEqual(299);
      expect(read.mostAtOnce).toBeLessThanOrEqual(100);
    });
  });
});
