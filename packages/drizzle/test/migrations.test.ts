// @needs postgres, mysql
import { getTableConfig as mysqlConfig } from 'drizzle-orm/mysql-core';
import { getTableConfig as pgConfig } from 'drizzle-orm/pg-core';
import { getTableConfig as sqliteConfig } from 'drizzle-orm/sqlite-core';
import { createClient } from '@libsql/client';
import { createFlagstaff } from '@flagstaff/core';
import type { FlagstaffError } from '@flagstaff/core';
import * as mysqlDoor from '@flagstaff/drizzle/mysql';
import * as pgDoor from '@flagstaff/drizzle/pg';
import * as sqliteDoor from '@flagstaff/drizzle/sqlite';
import { afterAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { mysqlDatabase, postgresDatabase } from './support/databases.ts';
import { flag, freshPath, open } from './support/stores.ts';

const [pg, mysql] = [await postgresDatabase(), await mysqlDatabase()];
afterAll(async () => {
  await pg.drop();
  await mysql.drop();
});

async function query(address: string, sql: string): Promise<readonly Record<string, unknown>[]> {
  if (address === pg.url) return pg.query(sql);
  if (address === mysql.url) return mysql.query(sql);
  const client = createClient({ url: address });
  const { rows } = await client.execute(sql);
  client.close();
  return rows;
}

const URLS: readonly (readonly [name: string, url: () => string])[] = [
  ['PostgreSQL', () => pg.url],
  ['MariaDB', () => mysql.url],
  ['SQLite', () => `file:${freshPath()}`],
];

describe.each(URLS)('migrations on %s', (_name, url) => {
  it('can run twenty times concurrently, with no error and one epoch', async () => {
    const address = url();
    for (let round = 1; round <= 3; round += 1) {
      const tablePrefix = `round_${round}_`;
      const storages = Array.from({ length: 20 }, () => open({ url: address, tablePrefix, loadTimeoutMs: 60_000 }));
      await Promise.all(storages.map((storage) => storage.migrate()));
      await Promise.all(storages.map((storage, index) => storage.set(flag(`a${index}`))));
      const revisions = await Promise.all(storages.map((storage) => storage.revision()));
      expect(new Set(revisions.map((revision) => revision?.epoch)).size).toBe(1);
      expect(revisions[0]?.number).toBe(20);
      await Promise.all(storages.map((storage) => storage.close()));
    }
  });

  it('run automatically with autoMigrate, and keep existing data', async () => {
    const address = url();
    const first = open({ url: address, autoMigrate: true, tablePrefix: 'auto_' });
    await first.set(flag('a'));
    await first.migrate();
    const second = open({ url: address, autoMigrate: true, tablePrefix: 'auto_' });
    expect((await second.list()).map(({ key }) => key)).toEqual(['a']);
  });

  it('index new commits: the history of one document has those from before it too', async () => {
    const address = url();
    const storage = open({ url: address, tablePrefix: 'older_', historyLimit: 20 });
    await storage.migrate();
    const fill = async (): Promise<void> => {
      for (let n = 0; n < 4; n += 1) {
        await storage.set(flag('a', `${n}`));
        await storage.set(flag(`other-${n}`));
      }
    };
    await fill();
    await query(address, 'DROP TABLE older_changes');
    await storage.migrate();
    await fill();
    const found = async (limit: number): Promise<number[]> => {
      const numbers: number[] = [];
      for (let cursor: string | undefined; ;) {
        const page = await storage.history({ id: 'flag:a', limit, ...(cursor === undefined ? {} : { cursor }) });
        numbers.push(...page.items.map(({ revision }) => revision.number));
        expect(page.truncated).toBeUndefined();
        if (page.next === undefined) return numbers;
        cursor = page.next;
      }
    };
    for (const limit of [1, 3, 4, 5, 50]) expect(await found(limit)).toEqual([15, 13, 11, 9, 7, 5, 3, 1]);
    for (let n = 0; n < 10; n += 1) await storage.set(flag('late', `${n}`));
    // The log now begins with the seventh commit.
    expect(await storage.history({ id: 'flag:a', limit: 4 })).toMatchObject({ next: expect.any(String) });
    const older = await storage.history({ id: 'flag:a', cursor: '9' });
    expect(older.items.map(({ revision }) => revision.number)).toEqual([7]);
    expect(older.truncated).toBe(true);
    const [{ total = 0 } = {}] = await query(address, 'SELECT count(*) AS total FROM older_changes');
    expect(Number(total)).toBe(18);
  });

  it('are required: a client starts without them, reports that once, and recovers', async () => {
    const address = url();
    const storage = open({ url: address, tablePrefix: 'late_' });
    await expect(storage.revision()).rejects.toMatchObject({ code: 'STORAGE_UNINITIALIZED' });
    await expect(storage.snapshot()).rejects.toMatchObject({ code: 'STORAGE_UNINITIALIZED' });
    await expect(storage.set(flag('a'))).rejects.toMatchObject({ code: 'STORAGE_UNINITIALIZED' });
    const client = createFlagstaff({ storage, bootstrap: [{ ...flag('a'), default: 'on' }], pollIntervalMs: 500 });
    onTestFinished(() => client.close());
    const problems: string[] = [];
    client.on('error', (error: FlagstaffError) => problems.push(error.code));
    await vi.waitFor(() => expect(problems).toContain('STORAGE_UNINITIALIZED'), 10_000);
    expect(client.forContext({}).isEnabled('a')).toBe(true);
    const other = open({ url: address, tablePrefix: 'late_' });
    await other.migrate();
    await other.set({ ...flag('b'), default: 'on' });
    await vi.waitFor(() => expect(client.forContext({}).isEnabled('b')).toBe(true), 10_000);
    expect(problems.filter((code) => code === 'STORAGE_UNINITIALIZED')).toHaveLength(1);
  });
});

interface Column {
  readonly name: string;
  readonly type: string;
  readonly notNull: boolean;
}

const byName = (a: Column, b: Column): number => (a.name < b.name ? -1 : 1);
const shape = (
  columns: readonly { name: string; notNull: boolean; primary: boolean; getSQLType(): string }[],
): Column[] =>
  columns
    .map((column) => ({
      name: column.name,
      type: column.getSQLType().split(' ')[0]!,
      notNull: column.notNull || column.primary,
    }))
    .sort(byName);

describe('exported table definitions', () => {
  it('match the migrated tables on PostgreSQL', async () => {
    await open({ url: pg.url, tablePrefix: 'defined_' }).migrate();
    const tables = Object.values(pgDoor.flagstaffTables({ prefix: 'defined_' })).map((table) => pgConfig(table));
    expect(tables.map(({ name }) => name)).toEqual([
      'defined_meta',
      'defined_documents',
      'defined_log',
      'defined_changes',
      'defined_members',
    ]);
    for (const { name, columns } of tables) {
      const found = await pg.query(
        `SELECT column_name, data_type, is_nullable FROM information_schema.columns WHERE table_name = '${name}'`,
      );
      const migrated = found.map((row) => ({
        name: String(row['column_name']),
        type: String(row['data_type']),
        notNull: row['is_nullable'] === 'NO',
      }));
      expect(shape(columns)).toEqual(migrated.sort(byName));
    }
  });

  it('match the migrated tables on MariaDB', async () => {
    await open({ url: mysql.url, tablePrefix: 'defined_' }).migrate();
    const tables = Object.values(mysqlDoor.flagstaffTables({ prefix: 'defined_' })).map((table) => mysqlConfig(table));
    for (const { name, columns } of tables) {
      const found = await mysql.query(
        `SELECT column_name AS name, column_type AS type, is_nullable AS nullable, collation_name AS collation FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = '${name}'`,
      );
      const migrated = found.map((row) => ({
        name: String(row['name']),
        type: String(row['type']).replace(/^((?:big)?int)\(\d+\)$/, '$1'),
        notNull: row['nullable'] === 'NO',
      }));
      expect(shape(columns)).toEqual(migrated.sort(byName));
      for (const { collation } of found) expect([null, 'utf8mb4_bin']).toContain(collation);
    }
  });

  it('match the migrated tables on SQLite', async () => {
    const url = `file:${freshPath()}`;
    await open({ url, tablePrefix: 'defined_' }).migrate();
    const client = createClient({ url });
    onTestFinished(() => client.close());
    const tables = Object.values(sqliteDoor.flagstaffTables({ prefix: 'defined_' })).map((table) =>
      sqliteConfig(table),
    );
    for (const { name, columns, indexes, uniqueConstraints } of tables) {
      const made = await client.execute(`PRAGMA index_list(${name})`);
      // `c` comes from CREATE INDEX, all others from a constraint of the table.
      const own = made.rows.flatMap((row) => (row['origin'] === 'c' ? [[row['name'], row['unique'] === 1]] : []));
      const defined = indexes.map(({ config }) => [config.name, config.unique]);
      expect(new Map(defined as [string, boolean][])).toEqual(new Map(own as [string, boolean][]));
      expect(uniqueConstraints).toEqual([]);
      expect(columns.filter(({ isUnique }) => isUnique)).toEqual([]);
      const { rows } = await client.execute(`PRAGMA table_info(${name})`);
      const migrated = rows.map((row) => ({
        name: row['name'] as string,
        type: (row['type'] as string).toLowerCase(),
        notNull: row['notnull'] === 1,
      }));
      expect(shape(columns)).toEqual(migrated.sort(byName));
    }
  });

  it('reject an invalid prefix and schema', () => {
    expect(() => pgDoor.flagstaffTables({ prefix: 'x"; DROP TABLE y; --' })).toThrow(/prefix/);
    expect(() => pgDoor.flagstaffTables({ schema: 'a.b' })).toThrow(/schema/);
    expect(() => mysqlDoor.flagstaffTables({ prefix: '' })).toThrow(/prefix/);
    expect(() => sqliteDoor.flagstaffTables({ prefix: 'Upper_' })).toThrow(/prefix/);
  });
});
