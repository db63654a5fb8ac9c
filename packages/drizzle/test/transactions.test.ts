// @needs postgres, mysql
import { drizzle as libsql } from 'drizzle-orm/libsql';
import { drizzle as mysql2 } from 'drizzle-orm/mysql2';
import { drizzle as nodePostgres } from 'drizzle-orm/node-postgres';
import { drizzle as postgresJs } from 'drizzle-orm/postgres-js';
import { drizzleStorage } from '@flagstaff/drizzle';
import type { DrizzleDatabase, DrizzleStorage } from '@flagstaff/drizzle';
import { afterAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { freshPrefix, mysqlDatabase, postgresDatabase } from './support/databases.ts';
import { onLibsql, onMysql2, onNodePostgres, onPostgresJs } from './support/drizzle-databases.ts';
import type { ApplicationDatabase, Line } from './support/drizzle-databases.ts';
import { flag, freshPath, open } from './support/stores.ts';

const line = { libsql, mysql2, nodePostgres, postgresJs } as unknown as Line;
const [pg, mysql] = [await postgresDatabase(), await mysqlDatabase()];
afterAll(async () => {
  await pg.drop();
  await mysql.drop();
});

/** The parts of an application's database that the tests use. */
interface Transactional {
  transaction<T>(work: (tx: DrizzleDatabase) => Promise<T>): Promise<T>;
}

const DATABASES: readonly (readonly [name: string, make: () => ApplicationDatabase])[] = [
  ['node-postgres', () => onNodePostgres(line, pg.url)],
  ['postgres.js', () => onPostgresJs(line, pg.url)],
  ['mysql2', () => onMysql2(line, mysql.url)],
  ['libsql', () => onLibsql(line, `file:${freshPath()}`)],
];

describe.each(DATABASES)("an application's transaction with %s", (_name, make) => {
  async function setUp(): Promise<{ db: Transactional; storage: DrizzleStorage }> {
    const { db, close } = make();
    const storage = drizzleStorage({ db, tablePrefix: freshPrefix(), autoMigrate: true });
    await storage.migrate();
    onTestFinished(async () => {
      await storage.close();
      await close();
    });
    return { db: db as unknown as Transactional, storage };
  }

  it('changes the flag together with its own data when it commits', async () => {
    const { db, storage } = await setUp();
    await storage.set(flag('a', 'before'));
    await db.transaction(async (tx) => {
      const inside = storage.withTransaction(tx);
      await inside.set(flag('a', 'after'), { ifVersion: 1, actor: 'ada' });
      expect(await inside.get('flag:a')).toMatchObject({ description: 'after', version: 2 });
      expect((await inside.snapshot()).revision?.number).toBe(2);
    });
    expect(await storage.get('flag:a')).toMatchObject({ description: 'after', version: 2, updatedBy: 'ada' });
    const [newest, oldest] = (await storage.history()).items;
    expect(newest?.previous).toBe(oldest?.revision.token);
  });

  it('adds members when it commits, and not when it rolls back', async () => {
    const { db, storage } = await setUp();
    const isMember = async (): Promise<boolean[]> => [
      ...(await storage.hasMembers(['ada', 'bob'].map((member) => ({ segment: 'vip', member })))),
    ];
    await db.transaction(async (tx) => {
      const inside = storage.withTransaction(tx);
      await inside.changeMembers('vip', { type: 'add', members: ['ada', 'bob'] });
      expect(await inside.hasMembers([{ segment: 'vip', member: 'ada' }])).toEqual([true]);
    });
    expect(await isMember()).toEqual([true, true]);
    const rollback = db.transaction(async (tx) => {
      await storage.withTransaction(tx).changeMembers('vip', { type: 'remove', members: ['ada'] });
      throw new Error('no');
    });
    await expect(rollback).rejects.toThrow('no');
    expect(await isMember()).toEqual([true, true]);
  });

  it('leaves nothing when it rolls back', async () => {
    const { db, storage } = await setUp();
    await storage.set(flag('a', 'before'));
    const before = await storage.snapshot();
    const rolledBack = db.transaction(async (tx) => {
      const inside = storage.withTransaction(tx);
      await inside.commit([
        { type: 'set', document: flag('a', 'after') },
        { type: 'set', document: flag('b') },
      ]);
      await inside.delete('flag:a');
      throw new Error('the order was not paid');
    });
    await expect(rolledBack).rejects.toThrow('the order was not paid');
    expect(await storage.snapshot()).toEqual(before);
    expect((await storage.history()).items).toHaveLength(1);
  });

  it('rejects on a conflict before anything is written', async () => {
    const { db, storage } = await setUp();
    await storage.set(flag('a'));
    const before = await storage.snapshot();
    await db.transaction(async (tx) => {
      const inside = storage.withTransaction(tx);
      await expect(inside.set(flag('a'), { ifVersion: 7 })).rejects.toMatchObject({ code: 'VERSION_CONFLICT' });
    });
    expect(await storage.snapshot()).toEqual(before);
  });
});

describe('notifications', () => {
  it('are sent by committed transactions only', async () => {
    const { db, close } = onNodePostgres(line, pg.url);
    const tablePrefix = freshPrefix();
    const storage = drizzleStorage({ db, tablePrefix });
    const listener = open({ url: pg.url, tablePrefix });
    onTestFinished(async () => {
      await storage.close();
      await close();
    });
    await storage.migrate();
    let heard = 0;
    await listener.watch?.(() => (heard += 1));
    const write = (key: string, fails: boolean): Promise<void> =>
      (db as unknown as Transactional).transaction(async (tx) => {
        await storage.withTransaction(tx).set(flag(key));
        if (fails) throw new Error('rolled back');
      });
    for (const key of ['x', 'y', 'z']) await expect(write(key, true)).rejects.toThrow('rolled back');
    await write('a', false);
    // Notifications keep their order: earlier ones would have arrived before this one.
    await vi.waitFor(() => expect(heard).toBeGreaterThan(0), 10_000);
    expect(heard).toBe(1);
  });
});
