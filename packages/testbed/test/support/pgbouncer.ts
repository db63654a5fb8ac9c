import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findProgram, freePort, queryPostgres } from '@flagstaff/testbed';
import type { Server } from '@flagstaff/testbed';
import { accountFor } from '../../src/server/account.ts';
import { complete } from '../../src/server/process.ts';
import { requireProgram } from '../../src/server/program.ts';
import { startServer } from '../../src/server/server.ts';

/** Why there can be no PgBouncer here; undefined: there is one, installed just now if need be. In CI its lack is a failure. */
export async function missingPgbouncer(): Promise<string | undefined> {
  if ((await findProgram('pgbouncer')) !== undefined) return undefined;
  const reason = await obtain();
  if (reason === undefined) return undefined;
  if (process.env['CI'] !== undefined) throw new Error(`PgBouncer ${reason}; in CI every server is there.`);
  return `skipped: PgBouncer ${reason}`;
}

async function obtain(): Promise<string | undefined> {
  const aptGet = await findProgram('apt-get');
  if (aptGet === undefined || process.getuid?.() !== 0) {
    return 'is not installed, and Debian packages cannot be installed here';
  }
  try {
    await complete(aptGet, ['update']);
    await complete(aptGet, ['install', '--yes', '--no-install-recommends', 'pgbouncer']);
    return undefined;
  } catch {
    return 'is not installed, and apt-get could not install it';
  }
}

/** A PgBouncer in transaction mode, in front of a server of `startPostgres`. */
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
