// @needs postgres, mysql
import type { DrizzleStorage, DrizzleStorageOptions } from '@flagstaff/drizzle';
import { afterAll, describe, expect, it } from 'vitest';
import { mysqlDatabase, postgresDatabase } from './support/databases.ts';
import { entry, push } from './support/drizzle-kit.ts';
import type { Push } from './support/drizzle-kit.ts';
import { flag, freshPath, open } from './support/stores.ts';

const [pg, mysql] = [await postgresDatabase(), await mysqlDatabase()];
afterAll(async () => {
  await pg.drop();
  await mysql.drop();
});

/** drizzle-kit is a program of its own, which a busy machine starts in many seconds. */
const timeout = 60_000;

async function filled(options: DrizzleStorageOptions): Promise<{ storage: DrizzleStorage; content: unknown }> {
  const storage = open(options);
  await storage.migrate();
  await storage.set(flag('a', 'kept'));
  await storage.set(flag('b'));
  await storage.delete('flag:b');
  await storage.changeMembers('vip', { type: 'add', members: ['ada'] });
  return { storage, content: await contentOf(storage) };
}

const contentOf = async (storage: DrizzleStorage): Promise<unknown> => [
  await storage.snapshot(),
  await storage.history(),
  await storage.listMembers('vip'),
];

const ours = (door: Parameters<typeof entry>[0], prefix: string): string =>
  `import { flagstaffTables } from '${entry(door)}';
export const { meta, documents, log, changes, members } = flagstaffTables({ prefix: '${prefix}' });\n`;

type Case = readonly [name: string, dialect: Push['dialect'], door: Parameters<typeof entry>[0], url: () => string];
const CASES: readonly Case[] = [
  ['PostgreSQL', 'postgresql', 'pg', () => pg.url],
  ['MySQL', 'mysql', 'mysql', () => mysql.url],
  ['SQLite', 'sqlite', 'sqlite', () => `file:${freshPath()}`],
];

it.each(CASES)('drizzle-kit push finds nothing to change on %s', { timeout }, async (_name, dialect, door, make) => {
  const url = make();
  // As long as a prefix can be: the names of constraints must fit.
  const prefix = `long_${'x'.repeat(36)}`;
  const { storage, content } = await filled({ url, tablePrefix: prefix });
  const config = { tablesFilter: [`${prefix}*`] };
  expect(await push({ dialect, url, schema: ours(door, prefix), config })).toContain('No changes detected');
  expect(await contentOf(storage)).toEqual(content);
});

describe('drizzle-kit push --force, with a schema file without our tables', () => {
  it('keeps them in a schema of their own on PostgreSQL', { timeout }, async () => {
    const database = await postgresDatabase();
    await database.query('CREATE SCHEMA flags');
    const { storage, content } = await filled({ url: database.url, schema: 'flags' });
    const schema = `import { integer, pgTable } from 'drizzle-orm/pg-core';
export const orders = pgTable('orders', { id: integer('id') });\n`;
    await push({ dialect: 'postgresql', url: database.url, schema, force: true });
    expect(await database.query('SELECT * FROM orders')).toEqual([]);
    expect(await contentOf(storage)).toEqual(content);
    await storage.close();
    await database.drop();
  });

  it('keeps them on MySQL with a tablesFilter', { timeout }, async () => {
    const database = await mysqlDatabase();
    const { storage, content } = await filled({ url: database.url });
    const schema = `import { int, mysqlTable } from 'drizzle-orm/mysql-core';
export const orders = mysqlTable('orders', { id: int('id') });\n`;
    const config = { tablesFilter: ['!flagstaff_*'] };
    await push({ dialect: 'mysql', url: database.url, schema, config, force: true });
    expect(await database.query('SELECT * FROM orders')).toEqual([]);
    expect(await contentOf(storage)).toEqual(content);
    await storage.close();
    await database.drop();
  });

  it('keeps them on SQLite with a tablesFilter', { timeout }, async () => {
    const url = `file:${freshPath()}`;
    const { storage, content } = await filled({ url });
    const schema = `import { integer, sqliteTable } from 'drizzle-orm/sqlite-core';
export const orders = sqliteTable('orders', { id: integer('id') });\n`;
    const config = { tablesFilter: ['!flagstaff_*'] };
    expect(await push({ dialect: 'sqlite', url, schema, config, force: true })).toContain('Changes applied');
    expect(await contentOf(storage)).toEqual(content);
  });
});

it('migrate gives tables of drizzle-kit on MySQL a collation that distinguishes ids', { timeout }, async () => {
  const database = await mysqlDatabase();
  await push({ dialect: 'mysql', url: database.url, schema: ours('mysql', 'flagstaff_') });
  const collations = (): Promise<readonly unknown[]> =>
    database.query(
      'SELECT DISTINCT collation_name AS name FROM information_schema.columns WHERE table_schema = DATABASE() AND collation_name IS NOT NULL',
    );
  expect(await collations()).toEqual([{ name: expect.stringMatching(/^latin1/) as string }]);
  const storage = open({ url: database.url });
  await storage.migrate();
  expect(await collations()).toEqual([{ name: 'utf8mb4_bin' }]);
  await storage.commit(['a', 'A', '日本'].map((key) => ({ type: 'set', document: flag(key, key) }) as const));
  expect(new Set((await storage.list()).map(({ description }) => description))).toEqual(new Set(['a', 'A', '日本']));
  await storage.close();
  await database.drop();
});
