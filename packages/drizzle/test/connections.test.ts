// @needs postgres, mysql
import { drizzleStorage } from '@flagstaff/drizzle';
import type { DrizzleStorageOptions } from '@flagstaff/drizzle';
import { createConnection } from 'mysql2/promise';
import { describe, expect, it, onTestFinished } from 'vitest';
import { mysqlDatabase, postgresDatabase } from './support/databases.ts';
import { errorOf } from './support/error-of.ts';

const USER = `flagstaff_${process.pid}_${Date.now()}`;

function asUser(url: string): string {
  const limited = new URL(url);
  limited.username = USER;
  limited.password = 'secret';
  return limited.href;
}

it.each([
  [{ url: 'postgres://u:p@one/app', maxConnections: 0 }, 'from 1 to 100'],
  [{ url: 'mysql://u:p@one/app', maxConnections: 1.5 }, 'from 1 to 100'],
  [{ url: 'postgres://u:p@one/app', maxConnections: '4' }, 'from 1 to 100'],
  [{ url: 'file:flags.db', maxConnections: 2 }, '`url` of PostgreSQL or MySQL'],
])('refuses %j', (options, message) => {
  expect(() => drizzleStorage(options as DrizzleStorageOptions)).toThrow(message);
});

describe.each([
  ['PostgreSQL', postgresDatabase, 'SELECT count(*) AS open FROM pg_stat_activity WHERE datname = current_database()'],
  ['MariaDB', mysqlDatabase, 'SELECT count(*) AS open FROM information_schema.processlist WHERE db = database()'],
] as const)('on %s', (_, createDatabase, countOpen) => {
  it('opens no more connections than `maxConnections`', async () => {
    const { url, query, drop } = await createDatabase();
    onTestFinished(drop);
    const [before] = await query(countOpen);
    const storage = drizzleStorage({
      url,
      autoMigrate: true,
      listen: url.startsWith('postgres') ? false : undefined,
      maxConnections: 2,
    });
    onTestFinished(() => storage.close());
    const reads = Array.from({ length: 200 }, () => storage.list());
    const most = { open: 0 };
    const watched = (async () => {
      for (let isOver = false; !isOver;) {
        isOver = await Promise.race([Promise.all(reads).then(() => true), query(countOpen).then(() => false)]);
        const [now] = await query(countOpen);
        most.open = Math.max(most.open, Number(now!['open']) - Number(before!['open']));
      }
    })();
    expect(await Promise.all(reads)).toHaveLength(200);
    await watched;
    expect(most.open).toBeGreaterThan(0);
    expect(most.open).toBeLessThanOrEqual(2);
  });
});

describe('a server whose connections are spent is named as such', () => {
  it('on PostgreSQL', async () => {
    const { url, query, drop } = await postgresDatabase();
    onTestFinished(drop);
    await query(`CREATE ROLE ${USER} LOGIN PASSWORD 'secret' CONNECTION LIMIT 0`);
    onTestFinished(async () => void (await query(`DROP ROLE ${USER}`)));
    const spent = await errorOf(asUser(url));
    expect(spent).toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
    expect(spent.message).toContain('(53300). The database accepts no further connection.');
  });

  it('on MariaDB', async () => {
    const { url, query, drop } = await mysqlDatabase();
    onTestFinished(drop);
    await query(`CREATE USER ${USER} IDENTIFIED BY 'secret' WITH MAX_USER_CONNECTIONS 1`);
    onTestFinished(async () => void (await query(`DROP USER ${USER}`)));
    await query(`GRANT ALL ON ${new URL(url).pathname.slice(1)}.* TO ${USER}`);
    const other = await createConnection({ uri: asUser(url) });
    onTestFinished(() => other.end());
    const spent = await errorOf(asUser(url));
    expect(spent).toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
    expect(spent.message).toMatch(/\(ER_\w+\)\. The database accepts no further connection\./);
  });
});
