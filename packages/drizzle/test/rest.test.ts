// @needs postgres
// What an instance holds of PostgreSQL when there is nothing to do.
import { createFlagstaff } from '@flagstaff/core';
import type { Flagstaff } from '@flagstaff/core';
import { drizzleStorage } from '@flagstaff/drizzle';
import type { DrizzleStorage, DrizzleStorageOptions } from '@flagstaff/drizzle';
import { drizzle } from 'drizzle-orm/node-postgres';
import { Pool } from 'pg';
import { describe, expect, it, onTestFinished } from 'vitest';
import { postgresDatabase } from './support/databases.ts';
import { endPool } from './support/end-pool.ts';
import { flag } from './support/stores.ts';

/** Milliseconds in which unused connections are closed, and another poll begins. */
const REST = { timeout: 75_000 };

type Query = Awaited<ReturnType<typeof postgresDatabase>>['query'];

const DRIVERS: readonly [name: string, optionsFor: (url: string) => DrizzleStorageOptions][] = [
  ['postgres', (url) => ({ url })],
  ['node-postgres', (url) => ({ db: drizzle({ client: ownPool(url) }), listen: url })],
];

function ownPool(url: string, options?: string): Pool {
  const pool = new Pool({ connectionString: url, idleTimeoutMillis: 1_000, options });
  onTestFinished(() => endPool(pool));
  return pool;
}

function open(options: DrizzleStorageOptions): DrizzleStorage {
  const storage = drizzleStorage(options);
  onTestFinished(() => storage.close());
  return storage;
}

/** Returns the connections to a database but the one that asks, by their last statement. */
async function connections(query: Query): Promise<string[]> {
  const rows = await query(
    'SELECT query FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
  );
  return rows.map((row) => String(row['query']));
}

async function follower(storage: DrizzleStorage): Promise<Flagstaff> {
  const flagstaff = createFlagstaff({ storage });
  onTestFinished(() => flagstaff.close());
  await flagstaff.ready();
  return flagstaff;
}

describe.each(DRIVERS)('through %s', (_name, optionsFor) => {
  it('an instance at rest holds one connection, which listens and polls', { timeout: 300_000 }, async () => {
    const { url, query, drop } = await postgresDatabase();
    onTestFinished(drop);
    const writer = drizzleStorage({ url, autoMigrate: true, listen: false });
    await writer.set(flag('a'));
    await writer.close();
    const flagstaff = await follower(open(optionsFor(url)));
    const polls = /^SELECT m\.epoch AS epoch, m\.number AS number, m\.token AS token FROM "flagstaff_meta" m WHERE/;
    await expect.poll(() => connections(query), REST).toEqual([expect.stringMatching(polls)]);

    const again = drizzleStorage({ url, listen: false });
    await again.set(flag('b'));
    await again.close();
    await expect.poll(() => flagstaff.snapshot().documents.length).toBe(2);
    // The commits were read on the same connection, and nothing else was opened.
    await expect.poll(() => connections(query)).toHaveLength(1);

    await query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    );
    await expect.poll(() => connections(query), REST).toEqual([expect.stringMatching(polls)]);
    expect(flagstaff.state).toBe('ready');
  });
});

it('reads its own tables when the connection that listens would find others', async () => {
  const { url, query, drop } = await postgresDatabase();
  onTestFinished(drop);
  await query('CREATE SCHEMA own');
  const storage = open({
    db: drizzle({ client: ownPool(url, '-c search_path=own') }),
    listen: url,
    autoMigrate: true,
  });
  const { revision } = await storage.commit([{ type: 'set', document: flag('a') }]);
  await open({ url, autoMigrate: true, listen: false }).set(flag('a'));
  const health: boolean[] = [];
  let hints = 0;
  const stop = await storage.watch!(
    () => (hints += 1),
    (isHealthy) => health.push(isHealthy),
  );
  expect(await storage.revision()).toEqual(revision);
  await storage.set(flag('b'));
  await expect.poll(() => hints).toBe(1);
  expect(health).toEqual([false]);
  await stop();
});
