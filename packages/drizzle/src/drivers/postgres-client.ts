import type { Sql } from 'postgres';
import { readDatabaseUrl } from '../database-url.ts';
import { loadDriver } from './load.ts';

/** Opens a client that reconnects quickly, without a limit, and logs nothing. */
export async function openPostgres(
  url: string,
  options: { readonly max: number; readonly idle_timeout: number },
): Promise<Sql> {
  const { default: postgres } = await loadDriver('postgres', () => import('postgres'));
  return postgres(url, {
    ...options,
    max_lifetime: null,
    connect_timeout: 3,
    backoff: () => 0.2 + Math.random() * 0.3,
    prepare: false,
    fetch_types: false,
    onnotice: () => {},
  });
}

/** Listens through postgres.js. */
export async function postgresNotifications(url: string): Promise<Sql> {
  return openPostgres(readDatabaseUrl('listen', url, 'postgres').url, { max: 1, idle_timeout: 1 });
}
