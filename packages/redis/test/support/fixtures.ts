import { onTestFinished } from 'vitest';
import type { FlagDocument } from '@flagstaff/core';
import type { FullStorageBackend } from '@flagstaff/core/storage';
import { redisStorage } from '@flagstaff/redis';
import type { RedisStorageOptions } from '@flagstaff/redis';
import { createClient } from 'redis';
import { startRedis } from './redis-server.ts';
import type { RedisServer } from './redis-server.ts';

/** The server that tests share. Each test has its own prefix. */
export const SHARED_URL: string = process.env['FLAGSTAFF_TEST_REDIS_URL'] ?? 'redis://127.0.0.1:6379';

export const flag = (key: string, description = ''): FlagDocument => ({
  kind: 'flag',
  key,
  type: 'boolean',
  description,
});

/** Starts a server for one test. Removed when the test ends. */
export async function ownServer(...settings: readonly string[]): Promise<RedisServer> {
  const server = await startRedis(...settings);
  onTestFinished(() => server.stop());
  return server;
}

/** Creates a backend that is closed when the test ends. */
export function open(options: RedisStorageOptions): FullStorageBackend {
  const storage = redisStorage(options);
  onTestFinished(() => storage.close());
  return storage;
}

/** Returns a unique prefix on the shared server. Its keys are removed when the test ends. */
export function ownPrefix(): string {
  const prefix = `test-${crypto.randomUUID()}:`;
  onTestFinished(() => removeKeys(prefix));
  return prefix;
}

export async function removeKeys(prefix: string): Promise<void> {
  await withClient(async (send) => {
    await send(['DEL', `{${prefix}}data`, `{${prefix}}log`]);
  });
}

// `createClient` generates a class of some hundred commands, `duplicate` reuses the existing class.
const pattern = createClient({ url: SHARED_URL });

/** Opens a connection to the shared server for one test. */
export async function withClient<T>(use: (send: (args: string[]) => Promise<unknown>) => Promise<T>): Promise<T> {
  const client = pattern.duplicate();
  client.on('error', () => {});
  await client.connect();
  try {
    return await use((args) => client.sendCommand(args));
  } finally {
    client.destroy();
  }
}
