// @needs postgres, mysql
import { describe, expect, it, onTestFinished } from 'vitest';
import { mysqlDatabase, postgresDatabase } from './support/databases.ts';
import { errorOf } from './support/error-of.ts';

const ABSENT = 'flagstaff_never_created';

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
