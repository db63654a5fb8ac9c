import { onTestFinished } from 'vitest';
import type { FlagDocument } from '@flagstaff/core';
import type { FullStorageBackend } from '@flagstaff/core/storage';
import { redisStorage } from '@flagstaff/redis';
import type { RedisStorageOptions } from '@flagstaff/redis';
import { createClient } from 'redis';
import { startRedis } from './redis-server.ts';
import type { RedisServer } from './redis-server.ts';

/** The server that tests share; each test has a prefix of its own. */
export const SHARED_URL: string = process.env['FLAGSTAFF_TEST_REDIS_URL'] ?? 'redis://127.0.0.1:6379';

export const flag = (key: string, description = ''): FlagDocument => ({
  kind: 'flag',
  key,
  type: 'boolean',
  description,
});

/** A server of the test's own, gone when the test is over. */
export async function ownServer(...settings: readonly string[]): Promise<RedisServer> {
  const server = await startRedis(...settings);
  onTestFinished(() => server.stop());
  return server;
}

/** A backend that is closed when the test is over. */
export function open(options: RedisStorageOptions): FullStorageBackend {
  const storage = redisStorage(options);
  onTestFinished(() => storage.close());
  return storage;
}

/** A prefix of the test's own in the shared server; its keys are gone when the test is over. */
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

// `createClient` makes a class of some hundred commands, `duplicate` uses the class that is there.
const pattern = createClient({ url: SHARED_URL });

/** A connection of the test's own to the shared server. */
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
