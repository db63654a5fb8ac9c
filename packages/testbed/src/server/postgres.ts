import { join } from 'node:path';
import postgres from 'postgres';
import { accountFor } from './account.ts';
import { initialize } from './initialize.ts';
import { requireProgram } from './program.js';
import { startServer } from './server.ts';
import type { Server, ServerOptions } from './server.ts';

/** The required programs for `startPostgres`: one of each list. */
export const POSTGRES_PROGRAMS: readonly (readonly string[])[] = [['postgres'], ['initdb']];

/** Starts a PostgreSQL with the superuser `postgres`, no password and the database `postgres`. */
export async function startPostgres(options: ServerOptions = {}): Promise<Server> {
  const [program, initdb] = await Promise.all([requireProgram('postgres'), requireProgram('initdb')]);
  const account = await accountFor('postgres', 'nobody');
  const data = (folder: string): string => join(folder, 'data');
  const url = (port: number): string => `postgres://postgres@127.0.0.1:${port}/postgres`;
  return startServer(
    {
      name: 'postgres',
      account,
      // Stops without waiting for clients to disconnect.
      stopSignal: 'SIGINT',
      url,
      command: (folder, port) => ({
        program,
        args: [
          '-D',
          data(folder),
          '-p',
          String(port),
          '-k',
          folder,
          '-c',
          'listen_addresses=127.0.0.1',
          '-c',
          'max_connections=600',
        ],
      }),
      prepare: (folder) =>
        initialize(
          data(folder),
          initdb,
          `-D ${data(folder)} -U postgres --auth=trust --encoding=UTF8 --locale=C --no-sync --no-instructions`.split(
            ' ',
          ),
          account,
        ),
      greet: async (port) => {
        await queryPostgres(url(port), 'select 1');
      },
    },
    options,
  );
}

/** Runs one statement on a separate connection. Resolves to its rows. */
export async function queryPostgres(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const sql = postgres(url, { max: 1, connect_timeout: 3, onnotice: () => undefined });
  try {
    return [...(await sql.unsafe<Record<string, unknown>[]>(statement))];
  } finally {
    await sql.end({ timeout: 0 });
  }
}
