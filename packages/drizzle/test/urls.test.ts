// @needs postgres, mysql
import { drizzleStorage } from '@flagstaff/drizzle';
import { afterAll, describe, expect, it } from 'vitest';
import { freshPrefix, mysqlDatabase, postgresDatabase } from './support/databases.ts';
import { flag, freshPath, open } from './support/stores.ts';

const [pg, mysql] = [await postgresDatabase(), await mysqlDatabase()];
afterAll(async () => {
  await pg.drop();
  await mysql.drop();
});
await pg.query('CREATE SCHEMA flags');

/** URLs as hosts and other libraries write them. */
const POSTGRES = [
  'schema=public&pgbouncer=true&connection_limit=1&pool_timeout=0',
  'sslmode=prefer&channel_binding=prefer&connect_timeout=10',
  'sslmode=allow&uselibpqcompat=true',
  'sslmode=disable&supa=base-pooler.x&workaround=supabase-pooler.vercel',
  'ssl=false&application_name=my%20app&statement_timeout=5000&TimeZone=UTC&app.tenant=a',
  'ssl=0&options=-c%20lock_timeout%3D1000&target_session_attrs=read-write&currentSchema=app',
  'client_encoding=LATIN1&target_session_attrs=any&prepared_statements=false&statement_cache_size=0&debug=true&max=20&fetch_types=true',
];
const MYSQL = [
  'connection_limit=1&connect_timeout=5&pool_timeout=2&socket_timeout=3&ssl-mode=PREFERRED',
  'useSSL=false&serverTimezone=UTC&characterEncoding=utf8&allowPublicKeyRetrieval=true',
  'charset=latin1&parseTime=true&loc=Local&tls=false&timezone=%2B02:00&compress=false',
  'rowsAsArray=true&nestTables=true&typeCast=false&bigNumberStrings=true&multipleStatements=false&ssl=false',
];

const write = async (url: string): Promise<unknown> => {
  const storage = open({
    url,
    tablePrefix: freshPrefix(),
    autoMigrate: true,
    timeoutMs: 30_000,
    loadTimeoutMs: 60_000,
  });
  await storage.set(flag('ä'));
  return storage.list();
};

describe('a URL', () => {
  it.each(POSTGRES)('of PostgreSQL may have the parameters %s', async (query) => {
    expect(await write(`${pg.url}?${query}`)).toMatchObject([{ key: 'ä', version: 1 }]);
  });

  it.each(MYSQL)('of MySQL may have the parameters %s', async (query) => {
    expect(await write(`${mysql.url}?${query}`)).toMatchObject([{ key: 'ä', version: 1 }]);
  });

  it('of SQLite may have the parameters of Prisma', async () => {
    expect(await write(`file:${freshPath()}?connection_limit=1&socket_timeout=3`)).toMatchObject([{ key: 'ä' }]);
  });

  it('may name the schema of the tables, which the option overrides', async () => {
    await open({ url: `${pg.url}?schema=flags`, tablePrefix: 'named_' }).migrate();
    await open({ url: `${pg.url}?schema=flags`, schema: 'public', tablePrefix: 'option_' }).migrate();
    const found = await pg.query(
      `SELECT table_schema AS schema, table_name AS name FROM information_schema.tables WHERE table_name IN ('named_meta', 'option_meta') ORDER BY name`,
    );
    expect(found).toEqual([
      { schema: 'flags', name: 'named_meta' },
      { schema: 'public', name: 'option_meta' },
    ]);
  });

  it.each([
    ['postgres://user:secret@localhost/app?sslcert=/secret.pem', /`url` has the parameter "sslcert"/],
    ['postgres://user:secret@localhost/app?sslrootcert=/secret.pem', /`url` has the parameter "sslrootcert"/],
    ['postgres://user:secret@localhost/app?serch_path=app', /`url` has the parameter "serch_path"/],
    ['postgres://user:secret@localhost/app?schema=My-App', /`schema` in `url`/],
    [
      'postgres://user:secret@localhost/app?target_session_attrs=some',
      /`target_session_attrs` in `url` must be one of/,
    ],
    ['postgres://user:sec/ret@localhost/app', /`url` is not a valid URL/],
    ['mysql://user:secret@localhost/app?ssl-mode=MAYBE', /`url` has the parameter "ssl-mode"/],
    ['mariadb://user:secret@localhost/app?schema=app', /`url` has the parameter "schema"/],
    ['libsql://localhost?authTokn=secret', /`url` has the parameter "authTokn"/],
  ])('%s is refused at construction, by the name of what is wrong', (url, message) => {
    const caught = (): unknown => {
      try {
        return drizzleStorage({ url });
      } catch (error) {
        return error;
      }
    };
    expect(caught()).toMatchObject({ code: 'INVALID_OPTIONS', message: expect.stringMatching(message) as string });
    expect((caught() as Error).message).not.toMatch(/secret|sec\/ret/);
  });

  it('may name several hosts', () => {
    expect(() => drizzleStorage({ url: 'postgres://u:p@one:5432,two:5433/app?sslmode=require' })).not.toThrow();
  });

  it('for LISTEN is read in the same way', () => {
    const options = { url: pg.url, listen: 'postgres://localhost/app?nonsense=1' };
    expect(() => drizzleStorage(options)).toThrow(/`listen` has the parameter "nonsense"/);
  });
});
