// @needs postgres, mysql
import { createFlagstaff } from '@flagstaff/core';
import type { FlagstaffError } from '@flagstaff/core';
import { createConnection } from 'mysql2/promise';
import { describe, expect, it, onTestFinished } from 'vitest';
import { mysqlDatabase, postgresDatabase } from './support/databases.ts';
import { open } from './support/stores.ts';

const ABSENT = 'flagstaff_never_created';

/** Returns the error that a client of the URL ends up with. */
async function errorOf(url: string): Promise<FlagstaffError> {
  const flagstaff = createFlagstaff({ storage: open({ url }) });
  onTestFinished(() => flagstaff.close());
  flagstaff.on('error', () => undefined);
  await expect.poll(() => flagstaff.errors.length).toBeGreaterThan(0);
  return flagstaff.errors[0]!;
}

describe.each([
  ['postgres', postgresDatabase, '3D000', ['28P01', '28000']],
  ['mysql', mysqlDatabase, 'ER_BAD_DB_ERROR', ['ER_ACCESS_DENIED_ERROR']],
] as const)('%s', (_, createDatabase, noDatabase, noLogin) => {
  it('names a database that does not exist, and a login that is refused', async () => {
    const { url, drop } = await createDatabase();
    onTestFinished(drop);

    const absent = new URL(url);
    absent.pathname = `/${ABSENT}`;
    const missing = await errorOf(absent.href);
    expect(missing).toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
    expect(missing.message).toContain(`(${noDatabase}). The database does not exist.`);

    const stranger = new URL(url);
    stranger.username = 'flagstaff_stranger';
    stranger.password = 'wrong';
    const refused = await errorOf(stranger.href);
    expect(refused).toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
    expect(refused.message).toContain('The database refused the login.');
    expect(noLogin.some((code) => refused.message.includes(code))).toBe(true);
  });
});

const USER = `flagstaff_${process.pid}_${Date.now()}`;

function asUser(url: string): string {
  const limited = new URL(url);
  limited.username = USER;
  limited.password = 'secret';
  return limited.href;
}

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
