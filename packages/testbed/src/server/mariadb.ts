import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { accountFor } from './account.ts';
import { initialize } from './initialize.ts';
import { requireProgram } from './program.js';
import { startServer } from './server.ts';
import type { Server, ServerOptions } from './server.ts';

/** The required programs for `startMariadb`: one of each list. */
export const MARIADB_PROGRAMS: readonly (readonly string[])[] = [
  ['mariadbd', 'mysqld'],
  ['mariadb-install-db', 'mysql_install_db'],
];

/** Starts a MariaDB whose `root` has no password, with an empty database `flags`. */
export async function startMariadb(options: ServerOptions = {}): Promise<Server> {
  const [program, install] = await Promise.all([
    requireProgram('mariadbd', 'mysqld'),
    requireProgram('mariadb-install-db', 'mysql_install_db'),
  ]);
  const account = await accountFor('mysql', 'nobody');
  // A starting server removes all temporary tables that it finds, including those of others.
  const folders = (folder: string): string[] => [`--datadir=${join(folder, 'data')}`, `--tmpdir=${folder}`];
  const server = await startServer(
    {
      name: 'mariadb',
      account,
      stopSignal: 'SIGTERM',
      url: (port) => `mysql://root@127.0.0.1:${port}/flags`,
      command: (folder, port) => ({
        program,
        args: [
          '--no-defaults',
          ...folders(folder),
          `--port=${port}`,
          `--socket=${join(folder, 'socket')}`,
          `--pid-file=${join(folder, 'pid')}`,
          '--bind-address=127.0.0.1',
          '--skip-name-resolve',
          '--innodb-buffer-pool-size=32M',
        ],
      }),
      prepare: (folder) =>
        initialize(
          join(folder, 'data'),
          install,
          ['--no-defaults', ...folders(folder), '--auth-root-authentication-method=normal', '--skip-test-db'],
          account,
        ),
      greet: async (port) => {
        await queryMysql(`mysql://root@127.0.0.1:${port}`, 'select 1');
      },
    },
    options,
  );
  await queryMysql(`mysql://root@127.0.0.1:${server.port}`, 'create database flags');
  return server;
}

/** Runs one statement on a separate connection. Resolves to its rows. */
export async function queryMysql(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const connection = await createConnection({ uri: url, connectTimeout: 2_000 });
  connection.on('error', () => undefined);
  try {
    const [rows] = await connection.query(statement);
    return Array.isArray(rows) ? (rows as Record<string, unknown>[]) : [];
  } finally {
    connection.destroy();
  }
}
