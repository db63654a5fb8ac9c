// @needs redis, postgres, mysql
// Fuzzes rows of a shared store: a SQLite file and a Redis hash that are changed in place, and a smaller share of PostgreSQL and
// MariaDB. One case of the harness is a batch of rows that are corrupted together. A valid document among them must keep working.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@libsql/client';
import { createFlagstaff, isFlagstaffError } from '@flagstaff/core';
import type { Document } from '@flagstaff/core';
import type { StorageBackend } from '@flagstaff/core/storage';
import { manage } from '@flagstaff/core/management';
import { drizzleStorage } from '@flagstaff/drizzle';
import {
  fuzz,
  hostileJson,
  hostileJsonText,
  hostileText,
  mutate,
  mutateText,
  SAMPLES,
  STORED,
  toJson,
  wellFormed,
} from '@flagstaff/fuzz';
import type { Random } from '@flagstaff/fuzz';
import { redisStorage } from '@flagstaff/redis';
import { count } from '@flagstaff/spec';
import { removeRedisStore } from '@flagstaff/testbed';
import { createConnection } from 'mysql2/promise';
import postgres from 'postgres';
import { createClient as createRedis } from 'redis';
import { it } from 'vitest';

const POSTGRES = process.env['FLAGSTAFF_TEST_POSTGRES_URL'] ?? 'postgres://postgres@127.0.0.1:5432/postgres';
const MYSQL = process.env['FLAGSTAFF_TEST_MYSQL_URL'] ?? 'mysql://root@127.0.0.1:3306/mysql';
const REDIS = process.env['FLAGSTAFF_TEST_REDIS_URL'] ?? 'redis://127.0.0.1:6379';

const BATCH = 10;
const GOOD: Document = { kind: 'flag', key: 'good', type: 'boolean', default: 'on' };
const IDS = SAMPLES.map(({ kind, key }) => `${kind}:${key}`);
const unique = (): string => crypto.randomUUID().replaceAll('-', '').slice(0, 16);

/** A replacement for a document in the store. */
export interface CorruptRow {
  readonly id: string;
  readonly version: string | number;
  readonly body: string;
  readonly deleted: string | number;
}

function corruptRow(random: Random): CorruptRow {
  const place = random.below(IDS.length);
  const body = random.chance(0.6)
    ? toJson(mutate(random, STORED[place], hostileJson))
    : random.chance(0.5)
      ? hostileJsonText(random)
      : mutateText(random, toJson(STORED[place]));
  const numbers: readonly (string | number)[] = [1, 0, -1, 2 ** 53, 1e15, 3];
  return {
    id: random.chance(0.9)
      ? IDS[place]!
      : `${random.pick(['flag', 'x', '__proto__'])}:${hostileText(random).slice(0, 60)}`,
    version: random.chance(0.8) ? 1 : random.pick(numbers),
    body: body.length > 200_000 ? '' : body,
    deleted: random.chance(0.9) ? 0 : random.pick([1, -1, 7]),
  };
}

/** Where to corrupt rows without the storage. */
interface Place {
  readonly storage: StorageBackend;
  corrupt(rows: readonly CorruptRow[], random: Random): Promise<void>;
  close(): Promise<void>;
}

/** Reads everything readable, and follows changes. */
async function read(storage: StorageBackend): Promise<void> {
  const client = createFlagstaff({ storage: { ...storage, close: async () => undefined }, pollIntervalMs: false });
  try {
    await client.refresh();
    if (!client.forContext({}).isEnabled('good')) throw new Error('a good document was lost');
    client.forContext({ targetingKey: 'u1' }).all();
    await manage(client).list();
    await manage(client).history({ limit: 3 });
    await manage(client).get('flag:a');
  } finally {
    await client.close();
  }
}

async function knockAt(name: string, cases: number, open: () => Promise<Place>): Promise<void> {
  const place = await open();
  const { storage } = place;
  await storage.commit?.([...SAMPLES, GOOD].map((document) => ({ type: 'set', document })));
  try {
    await fuzz({
      name: `rows of ${name}`,
      cases,
      batch: BATCH,
      codes: [],
      async knock(random, note) {
        const rows = Array.from({ length: BATCH }, () => corruptRow(random));
        note(rows);
        await place.corrupt(rows, random);
        await read(storage);
        // A write repairs a document, or reports why it cannot.
        const written = await storage.set(random.pick(SAMPLES)).then(
          () => 'repaired',
          (error: unknown) => {
            if (isFlagstaffError(error, 'STORAGE_CORRUPT')) return error.code;
            throw error;
          },
        );
        return written;
      },
    });
  } finally {
    await storage.close?.();
    await place.close();
  }
}

it('survives corrupt rows of a SQLite file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'flagstaff-fuzz-'));
  const url = `file:${join(folder, 'flags.db')}`;
  await knockAt('SQLite', count(320, 40_000), async () => {
    const storage = drizzleStorage({ url, autoMigrate: true });
    const beside = createClient({ url });
    return {
      storage,
      // SQLite keeps any value, whatever the column's type.
      async corrupt(rows, random) {
        await beside.batch(
          [
            { sql: "DELETE FROM flagstaff_documents WHERE id <> 'flag:good'", args: [] },
            { sql: 'DELETE FROM flagstaff_log WHERE number > 20', args: [] },
            ...rows.map(({ id, version, body, deleted }) => ({
              sql: 'INSERT OR REPLACE INTO flagstaff_documents (id, version, body, deleted) VALUES (?, ?, ?, ?)',
              args: [id, random.chance(0.1) ? hostileText(random) : version, random.chance(0.05) ? 7 : body, deleted],
            })),
            {
              sql: 'UPDATE flagstaff_log SET record = ? WHERE number = ?',
              args: [hostileJsonText(random).slice(0, 1_000), 2],
            },
            { sql: 'UPDATE flagstaff_meta SET number = number + 1, token = ?', args: [crypto.randomUUID()] },
          ],
          'write',
        );
      },
      async close() {
        beside.close();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  });
});

it('survives corrupt fields of a Redis hash', async () => {
  const prefix = `fuzz-${unique()}:`;
  await knockAt('Redis', count(320, 40_000), async () => {
    const storage = redisStorage({ url: REDIS, prefix, loadTimeoutMs: 60_000, timeoutMs: 60_000 });
    const beside = createRedis({ url: REDIS });
    beside.on('error', () => undefined);
    await beside.connect();
    const data = `{${prefix}}data`;
    return {
      storage,
      async corrupt(rows, random) {
        const names = (await beside.hKeys(data)).filter((name) => /^[fv]:/.test(name) && !name.endsWith('flag:good'));
        const all = beside.multi();
        if (names.length > 0) all.hDel(data, names);
        for (const { id, version, body } of rows) {
          all.hSet(data, `f:${id}`, body);
          if (random.chance(0.9)) all.hSet(data, `v:${id}`, random.chance(0.9) ? String(version) : hostileText(random));
        }
        if (random.chance(0.2)) all.hSet(data, hostileText(random), hostileText(random));
        all.hIncrBy(data, 'rev', 1).hSet(data, 'tok', crypto.randomUUID());
        await all.exec();
      },
      async close() {
        beside.destroy();
        await removeRedisStore(REDIS, prefix);
      },
    };
  });
});

it('survives corrupt rows of PostgreSQL', async () => {
  const tablePrefix = `t${unique()}_`;
  await knockAt('PostgreSQL', count(80, 10_000), async () => {
    const storage = drizzleStorage({
      url: POSTGRES,
      tablePrefix,
      autoMigrate: true,
      listen: false,
      timeoutMs: 60_000,
      loadTimeoutMs: 60_000,
    });
    const beside = postgres(POSTGRES, { max: 1, onnotice: () => {} });
    const table = (name: string): string => `${tablePrefix}${name}`;
    return {
      storage,
      async corrupt(rows) {
        await beside.begin(async (sql) => {
          await sql`DELETE FROM ${sql(table('documents'))} WHERE id <> 'flag:good'`;
          for (const { id, version, body, deleted } of rows) {
            // PostgreSQL's text cannot contain NUL.
            const [clean, text] = [id, body].map((each) => wellFormed(each).replaceAll('\0', '')) as [string, string];
            await sql`INSERT INTO ${sql(table('documents'))} VALUES (${clean}, ${version}, ${text}, ${deleted}) ON CONFLICT (id) DO UPDATE SET body = excluded.body, version = excluded.version, deleted = excluded.deleted`;
          }
          await sql`UPDATE ${sql(table('meta'))} SET number = number + 1, token = ${crypto.randomUUID()}`;
        });
      },
      async close() {
        await beside.unsafe(`DROP TABLE ${['meta', 'documents', 'log', 'changes', 'members'].map(table).join()}`);
        await beside.end({ timeout: 1 });
      },
    };
  });
});

it('survives corrupt rows of MariaDB', async () => {
  const database = `flagstaff_fuzz_${unique()}`;
  const url = new URL(MYSQL);
  url.pathname = `/${database}`;
  const beside = await createConnection({ uri: MYSQL });
  await beside.query(`CREATE DATABASE ${database}`);
  await beside.query(`USE ${database}`);
  await knockAt('MariaDB', count(80, 10_000), async () => ({
    storage: drizzleStorage({ url: url.href, autoMigrate: true, timeoutMs: 60_000, loadTimeoutMs: 60_000 }),
    async corrupt(rows) {
      await beside.beginTransaction();
      await beside.query("DELETE FROM flagstaff_documents WHERE id <> 'flag:good'");
      for (const { id, version, body, deleted } of rows) {
        await beside.query('REPLACE INTO flagstaff_documents VALUES (?, ?, ?, ?)', [id, version, body, deleted]);
      }
      await beside.query('UPDATE flagstaff_meta SET number = number + 1, token = ?', [crypto.randomUUID()]);
      await beside.commit();
    },
    async close() {
      await beside.query(`DROP DATABASE ${database}`);
      await beside.end();
    },
  }));
});
