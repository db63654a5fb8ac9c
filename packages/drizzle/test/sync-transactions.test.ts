import { drizzle as libsql } from 'drizzle-orm/libsql';
import { drizzle as sqlJs } from 'drizzle-orm/sql-js';
import { drizzle as sqlJsNext } from 'drizzle-orm-next/sql-js';
import { drizzleStorage } from '@flagstaff/drizzle';
import type { DrizzleDatabase, DrizzleStorage } from '@flagstaff/drizzle';
import { describe, expect, it, onTestFinished } from 'vitest';
import { onLibsql, onSqlJs } from './support/drizzle-databases.ts';
import type { Line } from './support/drizzle-databases.ts';
import { flag, freshPath } from './support/stores.ts';

/** The parts of an application's database that the tests use. */
interface Transactional {
  transaction<T>(work: (tx: DrizzleDatabase) => T): T;
}

const LINES = [
  ['0.45', sqlJs],
  ['1.0', sqlJsNext],
] as const;

describe.each(LINES)("an application's synchronous transaction, drizzle %s", (_line, drizzle) => {
  async function setUp(): Promise<{ db: Transactional; storage: DrizzleStorage }> {
    const { db, close } = await onSqlJs({ sqlJs: drizzle } as unknown as Line);
    onTestFinished(close);
    const storage = drizzleStorage({ db });
    await storage.migrate();
    return { db: db as unknown as Transactional, storage };
  }

  it('changes the flag together with its own data when it commits', async () => {
    const { db, storage } = await setUp();
    await storage.set(flag('a', 'before'));
    const written = db.transaction((tx) => {
      const inside = storage.withSyncTransaction(tx);
      expect(inside.set(flag('a', 'after'), { ifVersion: 1, actor: 'ada' })).toMatchObject({ version: 2 });
      expect(inside.get('flag:a')).toMatchObject({ description: 'after', version: 2 });
      expect(inside.delete('flag:none')).toBe(false);
      return inside.commit([{ type: 'set', document: flag('b') }], { comment: 'both' });
    });
    expect(await storage.get('flag:a')).toMatchObject({ description: 'after', version: 2, updatedBy: 'ada' });
    expect((await storage.list()).map(({ key }) => key)).toEqual(['a', 'b']);
    const [newest, before] = (await storage.history()).items;
    expect(newest).toMatchObject({ comment: 'both', revision: written.revision, previous: before?.revision.token });
  });

  it('leaves nothing when it rolls back', async () => {
    const { db, storage } = await setUp();
    await storage.set(flag('a', 'before'));
    const before = await storage.snapshot();
    const failing = (): void =>
      db.transaction((tx) => {
        const inside = storage.withSyncTransaction(tx);
        inside.set(flag('b'));
        expect(inside.delete('flag:a')).toBe(true);
        throw new Error('the order was not paid');
      });
    expect(failing).toThrow('the order was not paid');
    expect(await storage.snapshot()).toEqual(before);
    expect((await storage.history()).items).toHaveLength(1);
  });

  it('is rolled back by a conflict, which is thrown synchronously', async () => {
    const { db, storage } = await setUp();
    await storage.set(flag('a'));
    const before = await storage.snapshot();
    const conflicting = (): unknown =>
      db.transaction((tx) => {
        const inside = storage.withSyncTransaction(tx);
        inside.set(flag('b'));
        return inside.set(flag('a'), { ifVersion: 7 });
      });
    expect(conflicting).toThrow(expect.objectContaining({ code: 'VERSION_CONFLICT' }));
    expect(await storage.snapshot()).toEqual(before);
  });

  it('names the method for the kind of driver', async () => {
    const { db, storage } = await setUp();
    const refused = (hint: string): unknown =>
      expect.objectContaining({ code: 'INVALID_OPTIONS', message: expect.stringContaining(hint) as string });
    expect(() => db.transaction((tx) => storage.withTransaction(tx))).toThrow(refused('Use withSyncTransaction'));
    const later = onLibsql({ libsql } as unknown as Line, `file:${freshPath()}`);
    onTestFinished(later.close);
    const onLater = drizzleStorage({ db: later.db });
    expect(() => onLater.withSyncTransaction(later.db)).toThrow(refused('Use withTransaction'));
  });

  it('reports a closed store and missing tables', async () => {
    const { db, storage } = await setUp();
    const elsewhere = drizzleStorage({ db: db as unknown as DrizzleDatabase, tablePrefix: 'none_' });
    const write = (to: DrizzleStorage) => (): unknown =>
      db.transaction((tx) => to.withSyncTransaction(tx).set(flag('a')));
    expect(write(elsewhere)).toThrow(expect.objectContaining({ code: 'STORAGE_UNINITIALIZED' }));
    await storage.close();
    expect(write(storage)).toThrow(expect.objectContaining({ code: 'CLOSED' }));
  });
});

it('rejects arguments of the wrong type, and changes nothing', async () => {
  const { db, close } = await onSqlJs({ sqlJs } as unknown as Line);
  onTestFinished(close);
  const storage = drizzleStorage({ db });
  await storage.migrate();
  await storage.set(flag('a'));
  const before = await storage.snapshot();
  (db as unknown as Transactional).transaction((tx) => {
    const inside = storage.withSyncTransaction(tx);
    expect(Object.keys(inside).sort()).toEqual(['commit', 'delete', 'get', 'set']);
    for (const hostile of [
      { raw: 'x' },
      { chunks: ['x'], parameters: [] },
      ['flag:a'],
      Symbol('a'),
      5,
      null,
      () => 'a',
    ]) {
      const value = hostile as never;
      const refusal = expect.objectContaining({ code: expect.stringMatching(/^INVALID_(OPTIONS|DOCUMENT)$/) });
      expect(() => inside.get(value)).toThrow(refusal);
      expect(() => inside.set(value)).toThrow(refusal);
      expect(() => inside.set(flag('a'), { actor: value })).toThrow(refusal);
      expect(() => inside.delete(value)).toThrow(refusal);
      expect(() => inside.delete('flag:a', { comment: value })).toThrow(refusal);
      expect(() => inside.commit([value])).toThrow(refusal);
      expect(() => inside.commit([{ type: 'set', document: flag('a') }], { token: value })).toThrow(refusal);
    }
  });
  expect(await storage.snapshot()).toEqual(before);
});
