// @needs postgres
import { inspect } from 'node:util';
import { drizzle } from 'drizzle-orm/node-postgres';
import { drizzleStorage } from '@flagstaff/drizzle';
import type { DrizzleStorageOptions } from '@flagstaff/drizzle';
import { Pool } from 'pg';
import { describe, expect, it, onTestFinished } from 'vitest';
import { postgresDatabase } from './support/databases.ts';
import { endPool } from './support/end-pool.ts';
import { flag, open } from './support/stores.ts';

const SECRET = 'hunter2-never-shown';

async function rejection(promise: Promise<unknown>): Promise<string> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toMatchObject({ name: 'FlagstaffError' });
  return inspect(error, { depth: 10, showHidden: true });
}

describe('errors omit secrets', () => {
  it.each([
    `postgres://user:${SECRET}@127.0.0.1:1/none`,
    `mysql://user:${SECRET}@127.0.0.1:1/none`,
    `libsql://127.0.0.1:1/?authToken=${SECRET}`,
  ])('the password of a URL: %#', async (url) => {
    const storage = open({ url });
    expect(await rejection(storage.list())).not.toContain(SECRET);
    expect(await rejection(storage.set(flag('a', SECRET)))).not.toContain(SECRET);
    expect(await rejection(storage.migrate())).not.toContain(SECRET);
  });

  it('omits the values of invalid options', () => {
    for (const options of [{ url: `ftp://x:${SECRET}@y` }, { url: `postgres://${SECRET}@x`, schema: 'A B' }]) {
      expect(() => drizzleStorage(options as DrizzleStorageOptions)).toThrow(
        expect.objectContaining({ code: 'INVALID_OPTIONS', message: expect.not.stringContaining(SECRET) as string }),
      );
    }
  });

  it('omits values and statements of Drizzle’s own messages', async () => {
    const database = await postgresDatabase();
    const pool = new Pool({ connectionString: database.url });
    const storage = drizzleStorage({ db: drizzle({ client: pool }) });
    onTestFinished(async () => {
      await endPool(pool);
      await database.drop();
    });
    await storage.migrate();
    await storage.set(flag('a', SECRET));
    await database.query('ALTER TABLE flagstaff_documents ADD CONSTRAINT short CHECK (length(body) < 10) NOT VALID');
    const shown = await rejection(storage.set(flag('b', SECRET)));
    expect(shown).not.toContain(SECRET);
    expect(shown).not.toMatch(/INSERT|SELECT|WITH i AS/);
    expect(shown, 'the SQLSTATE is kept').toContain('23514');
  });
});
