/** Servers shared by the tests. */
export const POSTGRES: string =
  process.env['FLAGSTAFF_TEST_POSTGRES_URL'] ?? 'postgres://postgres@127.0.0.1:5432/postgres';
export const MYSQL: string = process.env['FLAGSTAFF_TEST_MYSQL_URL'] ?? 'mysql://root@127.0.0.1:3306/mysql';
