import { createClient } from 'redis';
import { requireProgram } from './program.ts';
import { startServer } from './server.ts';
import type { Server, ServerOptions } from './server.ts';

/** The programs that have to be installed for `startRedis`; one of each list. */
export const REDIS_PROGRAMS: readonly (readonly string[])[] = [['redis-server', 'valkey-server']];

/** A Redis that saves nothing unless `args` say so (`--appendonly yes`). */
export async function startRedis(options: ServerOptions = {}): Promise<Server> {
  const program = await requireProgram('redis-server', 'valkey-server');
  return startServer(
    {
      name: 'redis',
      account: undefined,
      stopSignal: 'SIGTERM',
      url: (port) => `redis://127.0.0.1:${port}`,
      command: (folder, port) => ({
        program,
        args: ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', ''],
      }),
      prepare: async () => undefined,
      greet: async (port) => {
        await sendRedis(`redis://127.0.0.1:${port}`, 'PING');
      },
    },
    options,
  );
}

// `createClient` makes a class of some hundred commands, `duplicate` uses the class that is there.
const pattern = createClient({ socket: { reconnectStrategy: false, connectTimeout: 2_000 } });

/** One command on a connection of its own. */
export async function sendRedis(url: string, ...command: readonly string[]): Promise<unknown> {
  const client = pattern.duplicate({ url });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await client.sendCommand([...command]);
  } finally {
    client.destroy();
  }
}
