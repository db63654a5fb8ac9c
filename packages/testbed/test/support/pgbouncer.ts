import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort, queryPostgres, requireProgram, whyMissing } from '@flagstaff/testbed';
import type { Server } from '@flagstaff/testbed';
import { accountFor } from '../../src/server/account.ts';
import { startServer } from '../../src/server/server.ts';

/** Returns why PgBouncer cannot run here; undefined when it can. */
export async function missingPgbouncer(): Promise<string | undefined> {
  return whyMissing('pgbouncer');
}

/** Starts a PgBouncer in transaction mode, in front of a server of `startPostgres`. */
export async function startPgbouncer(target: Server): Promise<Server> {
  const program = await requireProgram('pgbouncer');
  const port = await freePort();
  const url = (at: number): string => `postgres://postgres@127.0.0.1:${at}/postgres`;
  const configuration = (folder: string): string => join(folder, 'pgbouncer.ini');
  return startServer(
    {
      name: 'pgbouncer',
      account: await accountFor('postgres', 'nobody'),
      stopSignal: 'SIGINT',
      url,
      command: (folder) => ({ program, args: [configuration(folder)] }),
      async prepare(folder) {
        const users = join(folder, 'users.txt');
        await writeFile(users, '"postgres" ""\n');
        await writeFile(
          configuration(folder),
          `[databases]
* = host=127.0.0.1 port=${target.port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = trust
auth_file = ${users}
pool_mode = transaction
default_pool_size = 4
`,
        );
      },
      greet: async (at) => {
        await queryPostgres(url(at), 'select 1');
      },
    },
    { port },
  );
}
