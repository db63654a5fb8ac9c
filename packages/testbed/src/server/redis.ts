import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createClient } from 'redis';
import { requireProgram } from './program.js';
import { startServer } from './server.ts';
import type { Server, ServerOptions } from './server.ts';

/** The required programs for `startRedis`: one of each list. */
export const REDIS_PROGRAMS: readonly (readonly string[])[] = [['redis-server', 'valkey-server']];

/** Starts a Redis, or with `--sentinel` a sentinel. Persists nothing unless `args` enable it (`--appendonly yes`). */
export async function startRedis(options: ServerOptions = {}): Promise<Server> {
  const program = await requireProgram('redis-server', 'valkey-server');
  const configuration = (folder: string): string => join(folder, 'redis.conf');
  return startServer(
    {
      name: 'redis',
      account: undefined,
      stopSignal: 'SIGTERM',
      url: (port) => `redis://127.0.0.1:${port}`,
      command: (folder, port) => ({
        program,
        args: [configuration(folder), '--port', String(port), '--bind', '127.0.0.1', '--dir', folder],
      }),
      // A sentinel stores its state in this file, and does not accept settings of persistence.
      prepare: (folder) => writeFile(configuration(folder), options.args?.includes('--sentinel') ? '' : 'save ""\n'),
      greet: async (port) => {
        await sendRedis(`redis://127.0.0.1:${port}`, 'PING');
      },
    },
    options,
  );
}

// `createClient` generates a class of some hundred commands, `duplicate` reuses the existing class.
const pattern = createClient({ socket: { reconnectStrategy: false, connectTimeout: 2_000 } });

/** Runs one command on a separate connection. */
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

/** Removes all keys of a store: everything that begins with its prefix as a hash tag. */
export async function removeRedisStore(url: string, prefix: string): Promise<void> {
  let cursor = '0';
  do {
    const [next, keys] = (await sendRedis(url, 'SCAN', cursor, 'MATCH', `{${prefix}}*`, 'COUNT', '10000')) as [
      string,
      readonly string[],
    ];
    if (keys.length > 0) await sendRedis(url, 'DEL', ...keys);
    cursor = next;
  } while (cursor !== '0');
}
