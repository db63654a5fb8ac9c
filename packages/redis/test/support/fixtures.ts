import { removeRedisStore, startFaultProxy, startRedis, throughProxy } from '@flagstaff/testbed';
import type { FaultProxy, Server } from '@flagstaff/testbed';
import { onTestFinished } from 'vitest';
import type { FlagDocument } from '@flagstaff/core';
import type { FullStorageBackend } from '@flagstaff/core/storage';
import { redisStorage } from '@flagstaff/redis';
import type { RedisStorageOptions } from '@flagstaff/redis';

/** The server that tests share. Each test has its own prefix. */
export const SHARED_URL: string = process.env['FLAGSTAFF_TEST_REDIS_URL'] ?? 'redis://127.0.0.1:6379';

export const flag = (key: string, description = ''): FlagDocument => ({
  kind: 'flag',
  key,
  type: 'boolean',
  description,
});

/** Starts a server for one test. Removed when the test ends. */
export async function ownServer(...settings: readonly string[]): Promise<Server> {
  const server = await startRedis({ args: settings });
  onTestFinished(() => server.dispose());
  return server;
}

/** Starts a proxy before a server for one test. Returns it with the server's URL through it. */
export async function faultProxy(url: string): Promise<{ readonly proxy: FaultProxy; readonly url: string }> {
  const proxy = await startFaultProxy(Number(new URL(url).port || 6379));
  onTestFinished(() => proxy.close());
  return { proxy, url: throughProxy(url, proxy) };
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
  await removeRedisStore(SHARED_URL, prefix);
}
