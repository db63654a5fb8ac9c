// @needs postgres, mysql
import { count } from '@flagstaff/spec';
import postgres from 'postgres';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { mysqlDatabase, postgresDatabase } from './support/databases.ts';
import { flag, freshPath, open } from './support/stores.ts';

const [pg, mysql] = [await postgresDatabase(), await mysqlDatabase()];
afterAll(async () => {
  await pg.drop();
  await mysql.drop();
});

const URLS: readonly (readonly [name: string, url: () => string, rounds: number])[] = [
  ['PostgreSQL', () => pg.url, count(6, 60)],
  ['MariaDB', () => mysql.url, count(6, 40)],
  ['SQLite', () => `file:${freshPath()}`, count(6, 30)],
];

describe.each(URLS)('writers on %s', (_name, url, rounds) => {
  it('create the same flag: only one succeeds each time', async () => {
    const address = url();
    const writers = Array.from({ length: 8 }, () => open({ url: address, autoMigrate: true, loadTimeoutMs: 60_000 }));
    for (const writer of writers) await writer.migrate();
    for (let round = 1; round <= rounds; round += 1) {
      const outcomes = await Promise.allSettled(
        writers.map((writer, index) => writer.set(flag(`race-${round}`, `by ${index}`), { ifVersion: 0 })),
      );
      const won = outcomes.filter(({ status }) => status === 'fulfilled');
      expect(won).toHaveLength(1);
      const reasons = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
      expect(reasons).toEqual(Array.from({ length: 7 }, () => expect.objectContaining({ code: 'VERSION_CONFLICT' })));
    }
    expect((await writers[0]!.revision())?.number).toBe(rounds);
  });
});

describe('a snapshot on PostgreSQL', () => {
  it('is never torn, unlike two statements', async () => {
    const writer = open({ url: pg.url, tablePrefix: 'torn_', autoMigrate: true });
    await writer.set(flag('a', '1'));
    const reader = open({ url: pg.url, tablePrefix: 'torn_' });
    const control = postgres(pg.url, { max: 1 });
    onTestFinished(() => control.end({ timeout: 1 }));
    const stop = new AbortController();
    const writes = (async (): Promise<void> => {
      while (!stop.signal.aborted) {
        const next = String(((await writer.revision())?.number ?? 0) + 1);
        await writer.commit([
          { type: 'set', document: flag('a', next) },
          { type: 'set', document: flag('b', next) },
        ]);
      }
    })();
    let [torn, tornControl] = [0, 0];
    for (let read = 0; read < count(100, 600) || (tornControl === 0 && read < 5_000); read += 1) {
      const { revision, documents } = await reader.snapshot();
      if (documents.some(({ description }) => description !== String(revision?.number))) torn += 1;
      const [meta] = await control`SELECT number FROM torn_meta`;
      const [row] = await control`SELECT body FROM torn_documents WHERE id = 'flag:a'`;
      if (JSON.parse(String(row?.['body'])).description !== String(meta?.['number'])) tornControl += 1;
    }
    stop.abort();
    await writes;
    expect(torn).toBe(0);
    expect(tornControl, 'the control must be torn, or the test has no power').toBeGreaterThan(0);
  });
});
