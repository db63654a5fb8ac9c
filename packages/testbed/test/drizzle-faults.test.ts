// The error of a write when a connection is lost, or a lock is held, before its commit can have happened.
import { createConnection } from 'mysql2/promise';
import postgres from 'postgres';
import { expect, it, onTestFinished } from 'vitest';
import { isFlagstaffError } from '@flagstaff/core';
import { counterDocument, report, sleep } from '@flagstaff/testbed';
import type { BackendName, ReplyLoss } from '@flagstaff/testbed';
import { behindProxy, eachBackend, store } from './support/each-backend.ts';

/** A marker in the written document, so that it occurs only in the request that writes it. */
const MARK = 'the-write-whose-reply-is-lost';

/** Statements of a commit, up to the one after which the outcome is unknown without a reply. */
const STATEMENTS: Partial<Record<BackendName, { readonly before: readonly string[]; readonly last: ReplyLoss }>> = {
  postgres: { before: ['d.id IN'], last: { containing: MARK } },
  mariadb: {
    before: [
      'START TRANSACTION',
      'id = 1 FOR UPDATE',
      'ORDER BY d.id FOR UPDATE',
      'previous = token',
      'record) VALUES',
    ],
    last: { containing: 'record) VALUES', afterwards: 'commit' },
  },
};

const codeOf = (write: Promise<unknown>): Promise<string> =>
  write.then(
    () => 'written',
    (error: unknown) => (isFlagstaffError(error) ? error.code : String(error)),
  );

await eachBackend(
  'a connection lost during a commit',
  (place, kind) => {
    const { before, last } = STATEMENTS[kind.name]!;

    it.each(before)('before its end (%s) is retried once, then reported as not written', async (containing) => {
      const spec = place().fresh();
      const { proxy, through } = await behindProxy(place(), spec);
      const [storage, direct] = [await store(through), await store(spec)];
      await storage.set(counterDocument('n', 1));
      proxy.loseReply({ containing });
      expect(await storage.set(counterDocument('n', 2), { ifVersion: 1 })).toMatchObject({ version: 2 });
      expect(proxy.lost, 'no power: no reply was lost').toBe(1);
      proxy.loseReply({ containing });
      proxy.loseReply({ containing });
      expect(await codeOf(storage.set(counterDocument('n', 3)))).toBe('STORAGE_UNAVAILABLE');
      expect(proxy.lost, 'no power: no reply was lost').toBe(3);
      expect(await direct.history()).toMatchObject({ items: [{ revision: { number: 2 } }, {}] });
      expect(await storage.set(counterDocument('n', 4), { ifVersion: 2 })).toMatchObject({ version: 3 });
    });

    it('at its end has an unknown outcome, although it was written', async () => {
      const spec = place().fresh();
      const { proxy, through } = await behindProxy(place(), spec);
      const [storage, direct] = [await store(through), await store(spec)];
      await storage.set(counterDocument('n', 1));
      proxy.loseReply(last);
      expect(await codeOf(storage.set(counterDocument('n', 2, MARK)))).toBe('OUTCOME_UNKNOWN');
      expect(proxy.lost, 'no power: no reply was lost').toBe(1);
      expect(await direct.get('flag:n')).toMatchObject({ version: 2 });
    });

    it('in a black hole times out, and writes nothing later', async () => {
      const spec = place().fresh();
      const { proxy, through } = await behindProxy(place(), spec);
      const [storage, direct] = [await store(through), await store(spec)];
      await storage.set(counterDocument('n', 1));
      proxy.blackHole();
      expect(await codeOf(storage.set(counterDocument('n', 2)))).toBe('STORAGE_TIMEOUT');
      proxy.pass();
      expect(await storage.set(counterDocument('n', 3), { ifVersion: 1 })).toMatchObject({ version: 2 });
      expect(await direct.history()).toMatchObject({ items: [{}, {}] });
    });
  },
  ['mariadb', 'postgres'],
);

await eachBackend(
  'a row that another connection locks',
  (place, kind) => {
    it('is waited for until one deadline across all attempts, and nothing is written later', async () => {
      const spec = place().fresh();
      const storage = await store(spec);
      await storage.set(counterDocument('n', 1));
      const holder = await (kind.name === 'mariadb' ? consoleOfMariadb : consoleOfPostgres)(spec.url);
      onTestFinished(() => holder.end());
      const tablePrefix = spec.kind === 'drizzle' ? spec.tablePrefix : '';
      for (const table of ['meta', 'documents']) {
        await holder.run('BEGIN');
        await holder.run(`SELECT * FROM ${tablePrefix}${table} FOR UPDATE`);
        const start = performance.now();
        expect(await codeOf(storage.set(counterDocument('n', 2)))).toBe('STORAGE_TIMEOUT');
        report(`a held row of ${table}, ${kind.name}`, {
          'timed out after, ms': { measured: performance.now() - start, criterion: '<= 3,500, all attempts together' },
        });
        await holder.run('ROLLBACK');
        await sleep(200);
        expect(await storage.get('flag:n')).toMatchObject({ version: 1 });
      }
      expect(await storage.set(counterDocument('n', 3))).toMatchObject({ version: 2 });
    });
  },
  ['mariadb', 'postgres'],
);

/** Opens one connection for manual statements. */
interface Console {
  run(statement: string): Promise<unknown>;
  end(): Promise<void> | void;
}

async function consoleOfMariadb(uri: string): Promise<Console> {
  const connection = await createConnection({ uri });
  return { run: (statement) => connection.query(statement), end: () => connection.destroy() };
}

async function consoleOfPostgres(url: string): Promise<Console> {
  const sql = postgres(url, { max: 1, idle_timeout: 0 });
  return { run: (statement) => sql.unsafe(statement), end: () => sql.end({ timeout: 0 }) };
}
