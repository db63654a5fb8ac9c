// PgBouncer in transaction mode acknowledges LISTEN, but delivers no notification.
import { createFlagstaff } from '@flagstaff/core';
import type { Flagstaff } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import { drizzleStorage } from '@flagstaff/drizzle';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { count } from '@flagstaff/spec';
import { countOf, counterDocument, createCrew, report, startPostgres, until } from '@flagstaff/testbed';
import type { Server } from '@flagstaff/testbed';
import { answer, client, store } from './support/each-backend.ts';
import { missingServer } from './support/missing.ts';
import { missingPgbouncer, startPgbouncer } from './support/pgbouncer.ts';

const missing = (await missingServer('postgres')) ?? (await missingPgbouncer());

describe.skipIf(missing !== undefined)(
  `PgBouncer in transaction mode${missing === undefined ? '' : `, ${missing}`}`,
  () => {
    let postgres: Server;
    let pgbouncer: Server;
    beforeAll(async () => {
      postgres = await startPostgres();
      pgbouncer = await startPgbouncer(postgres);
    });
    afterAll(async () => {
      await pgbouncer?.dispose();
      await postgres?.dispose();
    });

    const direct = (tablePrefix: string) => ({ kind: 'drizzle' as const, url: postgres.url, tablePrefix });

    it('supports writing processes without a lost write', async () => {
      const through = { ...direct('writes_'), url: pgbouncer.url };
      const [processes, edits] = [4, count(15, 200)];
      const jobs = Array.from({ length: processes }, () => ({
        do: 'count' as const,
        store: through,
        flag: 'n',
        edits,
      }));
      const crew = createCrew();
      const outcomes = await crew.run(jobs);
      await crew.end();
      const codes = new Set(outcomes.flatMap(({ failures }) => Object.keys(failures)));
      const found = await (await store(direct('writes_'))).get('flag:n');
      report('writes through PgBouncer', {
        'edits lost': { measured: processes * edits - countOf(found), criterion: `0 of ${processes * edits}` },
      });
      codes.delete('VERSION_CONFLICT');
      expect([...codes]).toEqual([]);
      expect(countOf(found)).toBe(processes * edits);
    });

    it('is reported once as delivering no notifications, then polled', async () => {
      const follower = await client({ ...direct('deaf_'), url: pgbouncer.url }, { pollIntervalMs: 1_000 });
      const problems: string[] = [];
      follower.on('error', ({ code }) => void problems.push(code));
      await follower.ready({ timeoutMs: 20_000 });
      await until('the self-test failed', () => problems.includes('WATCH_UNAVAILABLE'), { withinMs: 3_000 });
      const writer = await client(direct('deaf_'));
      const times: number[] = [];
      for (let n = 1; n <= count(3, 20); n += 1) {
        await manage(writer).set(counterDocument('n', n));
        times.push(await until('it follows', () => answer(follower, 'n') === n, { withinMs: 1_300 }));
      }
      report('LISTEN through PgBouncer', {
        'slowest, ms': { measured: Math.max(...times), criterion: '<= 1,300 at a poll interval of 1,000' },
        'errors emitted': { measured: problems.join(', '), criterion: 'WATCH_UNAVAILABLE, once' },
      });
      expect(problems.filter((code) => code === 'WATCH_UNAVAILABLE')).toHaveLength(1);
      await until('it is in sync', () => follower.state === 'ready', { withinMs: 2_000 });
    });

    it('is bypassed with `listen`: notifications arrive', async () => {
      const storage = drizzleStorage({
        url: pgbouncer.url,
        listen: postgres.url,
        tablePrefix: 'past_',
        autoMigrate: true,
      });
      // Polls too rarely to be the source of the changes.
      const follower: Flagstaff = createFlagstaff({ storage, pollIntervalMs: 600_000 });
      onTestFinished(() => follower.close());
      const writer = await client({ ...direct('past_'), url: pgbouncer.url });
      await manage(writer).set(counterDocument('n', 0));
      await follower.ready({ timeoutMs: 20_000 });
      const times: number[] = [];
      for (let n = 1; n <= count(20, 200); n += 1) {
        await manage(writer).set(counterDocument('n', n));
        times.push(await until('it follows', () => answer(follower, 'n') === n, { withinMs: 100 }));
      }
      report('past PgBouncer', {
        'slowest, ms': { measured: Math.max(...times), criterion: '<= 100 on an idle machine' },
      });
      expect(answer(follower, 'n')).toBe(times.length);
    });
  },
);
