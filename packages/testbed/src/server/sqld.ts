import { createClient } from '@libsql/client';
import { join } from 'node:path';
import { withDeadline } from '@flagstaff/core/storage';
import { requireProgram } from './program.js';
import { startServer } from './server.ts';
import type { Server, ServerOptions } from './server.ts';

/** The required programs for `startSqld`: one of each list. */
export const SQLD_PROGRAMS: readonly (readonly string[])[] = [['sqld']];

/** Starts a libSQL server with an empty database, over HTTP and without a token. */
export async function startSqld(options: ServerOptions = {}): Promise<Server> {
  const program = await requireProgram('sqld');
  return startServer(
    {
      name: 'sqld',
      account: undefined,
      stopSignal: 'SIGTERM',
      url: (port) => `http://127.0.0.1:${port}`,
      command: (folder, port) => ({
        program,
        args: ['--no-welcome', '--db-path', join(folder, 'data'), '--http-listen-addr', `127.0.0.1:${port}`],
      }),
      prepare: async () => {},
      greet: async (port) => {
        await querySqld(`http://127.0.0.1:${port}`, 'select 1');
      },
    },
    options,
  );
}

/** Runs statements on a separate connection. Resolves to the rows of the only one, or of none. */
export async function querySqld(url: string, statement: string): Promise<readonly Record<string, unknown>[]> {
  const client = createClient({ url, intMode: 'number' });
  try {
    return (await withDeadline(client.execute(statement), 2_000)).rows;
  } finally {
    client.close();
  }
}
