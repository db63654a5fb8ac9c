// @needs postgres, mysql
import { drizzle as libsql } from 'drizzle-orm/libsql';
import { drizzle as mysql2 } from 'drizzle-orm/mysql2';
import { drizzle as nodePostgres } from 'drizzle-orm/node-postgres';
import { drizzle as postgresJs } from 'drizzle-orm/postgres-js';
import { sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import { createFlagstaff } from '@flagstaff/core';
import type { Flagstaff, FlagDocument } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import type { Management } from '@flagstaff/core/management';
import { failover, readOnly } from '@flagstaff/core/storage';
import { drizzleStorage } from '@flagstaff/drizzle';
import type { DrizzleStorage } from '@flagstaff/drizzle';
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

/** A transaction of any driver. */
interface Transaction {
  execute?(query: SQL): Promise<unknown>;
  run?(query: SQL): Promise<unknown>;
}

/** The parts of an application's database that the tests use. */
interface Transactional extends Transaction {
  transaction<T>(work: (tx: Transaction & Transactional) => Promise<T>): Promise<T>;
}

const DATABASES: readonly (readonly [name: string, make: () => ApplicationDatabase])[] = [
  ['node-postgres', () => onNodePostgres(line, pg.url)],
  ['postgres.js', () => onPostgresJs(line, pg.url)],
  ['mysql2', () => onMysql2(line, mysql.url)],
  ['libsql', () => onLibsql(line, `file:${freshPath()}`)],
];

const on = (key: string): FlagDocument => ({ ...flag(key), default: 'on' });
/** An hour: what a test sees within it does not come from a poll. */
const NO_POLL = 3_600_000;

/** Runs a statement with any driver. */
async function run(tx: Transaction, query: SQL): Promise<unknown> {
  return tx.execute === undefined ? tx.run?.(query) : tx.execute(query);
}

describe.each(DATABASES)("an application's transaction with %s", (_name, make) => {
  async function setUp(): Promise<{
    db: Transactional;
    storage: DrizzleStorage;
    flagstaff: Flagstaff;
    management: Management;
    orders: SQL;
  }> {
    const { db, close } = make();
    const prefix = freshPrefix();
    const storage = drizzleStorage({ db, tablePrefix: prefix });
    await storage.migrate();
    const flagstaff = createFlagstaff({ storage, pollIntervalMs: NO_POLL });
    onTestFinished(async () => {
      await flagstaff.close();
      await close();
    });
    await flagstaff.ready();
    const own = db as unknown as Transactional;
    const orders = sql.raw(`${prefix}orders`);
    await run(own, sql`CREATE TABLE ${orders} (id integer)`);
    return { db: own, storage, flagstaff, management: manage(flagstaff), orders };
  }

  it('changes the flag together with its own data, and this process reads its write without a poll', async () => {
    const { db, storage, flagstaff, management } = await setUp();
    await management.set(flag('a', 'before'));
    const changed = new Promise<unknown>((resolve) => {
      flagstaff.on('change', resolve);
    });
    await db.transaction(async (tx) => {
      const inside = management.withTransaction(tx);
      expect(management.withTransaction(tx)).toBe(inside);
      await inside.set({ ...on('a'), description: 'after' }, { ifVersion: 1, actor: 'ada' });
      expect(await inside.get('flag:a')).toMatchObject({ description: 'after', version: 2 });
      expect(flagstaff.forContext({}).isEnabled('a')).toBe(false);
    });
    await changed;
    expect(flagstaff.forContext({}).isEnabled('a')).toBe(true);
    expect(await storage.get('flag:a')).toMatchObject({ description: 'after', version: 2, updatedBy: 'ada' });
    const [newest, oldest] = (await storage.history()).items;
    expect(newest?.previous).toBe(oldest?.revision.token);
  });

  it('serves the write at once after a refresh, several writes of one transaction included', async () => {
    const { db, flagstaff, management } = await setUp();
    await db.transaction(async (tx) => {
      const inside = management.withTransaction(tx);
      await Promise.all([inside.set(on('a')), inside.set(on('b'))]);
      // Refers to a document that only this transaction has.
      await inside.set({ ...on('c'), prerequisites: [{ flag: 'a', variants: ['on'] }] });
    });
    await flagstaff.refresh();
    expect(['a', 'b', 'c'].map((key) => flagstaff.forContext({}).isEnabled(key))).toEqual([true, true, true]);
  });

  it('leaves nothing when it rolls back', async () => {
    const { db, storage, flagstaff, management } = await setUp();
    await management.set(flag('a', 'before'));
    const before = await storage.snapshot();
    const rolledBack = db.transaction(async (tx) => {
      const inside = management.withTransaction(tx);
      await inside.commit([
        { type: 'set', document: on('a') },
        { type: 'set', document: on('b') },
      ]);
      await inside.delete('flag:a');
      throw new Error('the order was not paid');
    });
    await expect(rolledBack).rejects.toThrow('the order was not paid');
    expect(await storage.snapshot()).toEqual(before);
    expect((await storage.history()).items).toHaveLength(1);
    await flagstaff.refresh();
    expect(flagstaff.forContext({}).isEnabled('b')).toBe(false);
    await management.set(on('a'));
    expect(flagstaff.forContext({}).isEnabled('a')).toBe(true);
  });

  it('rejects what `set` rejects, and stays usable', async () => {
    const { db, storage, flagstaff, management, orders } = await setUp();
    await management.set(flag('a'));
    await management.commit([
      { type: 'set', document: { kind: 'segment', key: 'staff' } },
      { type: 'set', document: { ...flag('used'), rules: [{ when: { segment: 'staff' }, serve: 'on' }] } },
    ]);
    const REFUSED: readonly (readonly [document: object, code: string])[] = [
      [{ kind: 'flag', key: 'bad', type: 'boolean', default: 'maybe' }, 'INVALID_DOCUMENT'],
      [{ ...flag('bad'), rules: [{ when: { segment: 'missing' }, serve: 'on' }] }, 'INVALID_DOCUMENT'],
      [{ key: 'bad', type: 'boolean' }, 'INVALID_DOCUMENT'],
    ];
    await db.transaction(async (tx) => {
      const inside = management.withTransaction(tx);
      await run(tx, sql`INSERT INTO ${orders} (id) VALUES (1)`);
      for (const [document, code] of REFUSED) {
        await expect(inside.set(document as never)).rejects.toMatchObject({ code });
        await expect(inside.commit([{ type: 'set', document: document as never }])).rejects.toMatchObject({ code });
      }
      await expect(inside.set(flag('a'), { ifVersion: 7 })).rejects.toMatchObject({ code: 'VERSION_CONFLICT' });
      await expect(inside.delete('segment:staff')).rejects.toMatchObject({ code: 'DOCUMENT_IN_USE' });
      await run(tx, sql`INSERT INTO ${orders} (id) VALUES (2)`);
      await inside.set(on('b'));
    });
    expect((await storage.list()).map(({ key }) => key).sort()).toEqual(['a', 'b', 'staff', 'used']);
    await flagstaff.refresh();
    expect(flagstaff.forContext({}).isEnabled('b')).toBe(true);
    expect(JSON.stringify(await rowsOf(db, sql`SELECT count(*) AS n FROM ${orders}`))).toMatch(/"n":"?2/);
  });

  it('checks references against what other processes have written', async () => {
    const { db, storage, management } = await setUp();
    await management.set(flag('a'));
    await storage.set({ kind: 'segment', key: 'staff' } as never);
    await db.transaction(async (tx) => {
      const inside = management.withTransaction(tx);
      await inside.set({ ...flag('a'), rules: [{ when: { segment: 'staff' }, serve: 'on' }] });
    });
    expect(await storage.get('flag:a')).toMatchObject({ version: 2 });
  });

  it('adds members when it commits, and not when it rolls back', async () => {
    const { db, storage, management } = await setUp();
    await management.set({ kind: 'segment', key: 'vip', members: 'stored' });
    const isMember = async (): Promise<boolean[]> => [
      ...(await storage.hasMembers(['ada', 'bob'].map((member) => ({ segment: 'vip', member })))),
    ];
    await db.transaction(async (tx) => {
      const inside = management.withTransaction(tx);
      await inside.addMembers('vip', ['ada', 'bob']);
      expect((await inside.members('vip')).items).toHaveLength(2);
    });
    expect(await isMember()).toEqual([true, true]);
    const rollback = db.transaction(async (tx) => {
      await management.withTransaction(tx).removeMembers('vip', ['ada']);
      throw new Error('no');
    });
    await expect(rollback).rejects.toThrow('no');
    expect(await isMember()).toEqual([true, true]);
  });

  it('is not possible on a read-only backend, and goes to the primary of a pair', async () => {
    const { db, storage } = await setUp();
    const reader = createFlagstaff({ storage: readOnly(storage), pollIntervalMs: false });
    const pair = createFlagstaff({ storage: failover(storage, readOnly(storage)), pollIntervalMs: false });
    await db.transaction(async (tx) => {
      expect(() => manage(reader).withTransaction(tx)).toThrow(expect.objectContaining({ code: 'CAPABILITY_MISSING' }));
      await manage(pair).withTransaction(tx).set(on('a'));
    });
    expect(await storage.get('flag:a')).toMatchObject({ version: 1 });
    await Promise.all([reader.close(), pair.close()]);
  });
});

async function rowsOf(db: Transaction & { all?(query: SQL): Promise<unknown> }, query: SQL): Promise<unknown> {
  const found = await (db.all === undefined ? db.execute?.(query) : db.all(query));
  return typeof found === 'object' && found !== null && 'rows' in found ? found.rows : found;
}

it('sees what was committed after its first read on MySQL, whose reads repeat', async () => {
  const { db, close } = onMysql2(line, mysql.url);
  const tablePrefix = freshPrefix();
  const storage = drizzleStorage({ db, tablePrefix });
  await storage.migrate();
  const flagstaff = createFlagstaff({ storage, pollIntervalMs: NO_POLL });
  onTestFinished(async () => {
    await flagstaff.close();
    await close();
  });
  await manage(flagstaff).set(flag('a'));
  await (db as unknown as Transactional).transaction(async (tx) => {
    await run(tx, sql`SELECT * FROM ${sql.raw(`${tablePrefix}meta`)}`);
    await storage.set(flag('a', 'by another process'));
    await manage(flagstaff).withTransaction(tx).set(on('a'));
  });
  expect(await storage.get('flag:a')).toMatchObject({ version: 3, default: 'on' });
});

describe('notifications', () => {
  it('are sent by committed transactions only', async () => {
    const { db, close } = onNodePostgres(line, pg.url);
    const tablePrefix = freshPrefix();
    const storage = drizzleStorage({ db, tablePrefix });
    await storage.migrate();
    const flagstaff = createFlagstaff({ storage, pollIntervalMs: NO_POLL });
    const listener = open({ url: pg.url, tablePrefix });
    onTestFinished(async () => {
      await flagstaff.close();
      await close();
    });
    let heard = 0;
    await listener.watch?.(() => (heard += 1));
    const write = (key: string, fails: boolean): Promise<void> =>
      (db as unknown as Transactional).transaction(async (tx) => {
        await manage(flagstaff).withTransaction(tx).set(flag(key));
        if (fails) throw new Error('rolled back');
      });
    for (const key of ['x', 'y', 'z']) await expect(write(key, true)).rejects.toThrow('rolled back');
    await write('a', false);
    // Notifications keep their order: earlier ones would have arrived before this one.
    await vi.waitFor(() => expect(heard).toBeGreaterThan(0), 10_000);
    expect(heard).toBe(1);
  });
});
