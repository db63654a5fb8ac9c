// @needs mysql
import { drizzle } from 'drizzle-orm/mysql2';
import { createFlagstaff } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import { drizzleStorage } from '@flagstaff/drizzle';
import { createPool } from 'mysql2';
import { afterAll, expect, it, onTestFinished } from 'vitest';
import { mysqlDatabase } from './support/databases.ts';
import { flag, open } from './support/stores.ts';

const mysql = await mysqlDatabase();
afterAll(() => mysql.drop());

it('rejects connections under NO_BACKSLASH_ESCAPES before they write, and works once the mode is gone', async () => {
  const byUrl = open({ url: mysql.url, autoMigrate: true });
  await byUrl.set(flag('a', 'says "hello" \\ world'));
  const pool = createPool({ uri: mysql.url, connectionLimit: 1 });
  const asked: string[] = [];
  pool.on('connection', (connection) => {
    connection.query("SET SESSION sql_mode = 'NO_BACKSLASH_ESCAPES'");
  });
  const db = drizzle({
    client: pool,
    logger: { logQuery: (query: string) => void (query.includes('sql_mode') && asked.push(query)) },
  } as never);
  const storage = drizzleStorage({ db });
  const flagstaff = createFlagstaff({ storage, pollIntervalMs: false });
  flagstaff.on('error', () => {});
  onTestFinished(async () => {
    await flagstaff.close();
    await pool.promise().end();
  });
  const before = await byUrl.snapshot();
  const refusal = {
    code: 'INVALID_OPTIONS',
    message: expect.stringMatching(/NO_BACKSLASH_ESCAPES.*Remove it/) as string,
  };
  await expect(storage.set(flag('b', 'says "no"'))).rejects.toMatchObject(refusal);
  await expect(storage.list()).rejects.toMatchObject(refusal);
  await expect(storage.changeMembers('vip', { type: 'add', members: ["o'hara"] })).rejects.toMatchObject(refusal);
  const inTransaction = (): Promise<unknown> =>
    db.transaction((tx) => manage(flagstaff).withTransaction(tx).set(flag('b', 'says "no"')));
  await expect(inTransaction()).rejects.toMatchObject(refusal);
  expect(await byUrl.snapshot()).toEqual(before);

  await pool.promise().query("SET SESSION sql_mode = REPLACE(@@sql_mode, 'NO_BACKSLASH_ESCAPES', '')");
  asked.length = 0;
  await inTransaction();
  await storage.set(flag('c', 'a \\ and a "quote"'));
  expect(await storage.get('flag:b')).toMatchObject({ description: 'says "no"' });
  expect(await byUrl.get('flag:c')).toMatchObject({ description: 'a \\ and a "quote"' });
  expect(asked).toHaveLength(1);
});
