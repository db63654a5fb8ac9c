import type { FullStorageBackend } from '@flagstaff/core/storage';

/** A store that any process can open. Plain data, so that it can be sent to a worker. */
export type StoreSpec = (
  | { readonly kind: 'redis'; readonly url: string; readonly prefix: string }
  | { readonly kind: 'drizzle'; readonly url: string; readonly tablePrefix: string }
) & {
  /** Milliseconds to open a connection. Defaults to the backend's default. */
  readonly connectTimeoutMs?: number;
  /** Milliseconds to wait for an answer. Defaults to the backend's default. */
  readonly timeoutMs?: number;
};

/** Opens a store as an application does. Imports a kind on demand: a worker on Redis loads no SQL. */
export async function openStore(spec: StoreSpec): Promise<FullStorageBackend> {
  const { connectTimeoutMs, timeoutMs } = spec;
  if (spec.kind === 'redis') {
    const { redisStorage } = await import('@flagstaff/redis');
    const { url, prefix } = spec;
    return redisStorage({ url, prefix, connectTimeoutMs, timeoutMs, historyLimit: Number.POSITIVE_INFINITY });
  }
  const { drizzleStorage } = await import('@flagstaff/drizzle');
  const { url, tablePrefix } = spec;
  return drizzleStorage({
    url,
    tablePrefix,
    connectTimeoutMs,
    timeoutMs,
    autoMigrate: true,
    historyLimit: Number.POSITIVE_INFINITY,
  }) as FullStorageBackend;
}
