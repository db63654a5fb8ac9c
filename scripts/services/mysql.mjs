import { MARIADB_PROGRAMS, queryMysql, startMariadb } from '../../packages/testbed/src/index.ts';

/** @type {import('./find.mjs').Service} */
export const mysql = {
  name: 'mysql',
  variable: 'FLAGSTAFF_TEST_MYSQL_URL',
  standardUrl: 'mysql://root@127.0.0.1:3306',
  async greet(url) {
    const probe = `flagstaff_probe_${process.pid}`;
    await queryMysql(url, `create database ${probe}`);
    await queryMysql(url, `drop database ${probe}`);
  },
  programs: MARIADB_PROGRAMS,
  start: () => startMariadb(),
  // No `binaries`: `mysql-memory-server` downloads MySQL from elsewhere when it starts.
  packages: ['mariadb-server'],
  container: {
    image: 'mariadb:10.11',
    port: 3306,
    env: ['MARIADB_ALLOW_EMPTY_ROOT_PASSWORD=1'],
    url: (port) => `mysql://root@127.0.0.1:${port}`,
  },
};
