// A control: without a condition in the write itself, a race to create has several winners.
import postgres from 'postgres';
import { expect, it, onTestFinished } from 'vitest';
import { count } from '@flagstaff/spec';
import { report } from '@flagstaff/testbed';
import { eachBackend } from './support/each-backend.ts';

const CONNECTIONS = 8;

await eachBackend(
  'a create race without a guard',
  (place) => {
    it('control: a read followed by an insert or update lets several create the same flag', async () => {
      const sqls = Array.from({ length: CONNECTIONS }, () => postgres(place().fresh().url, { max: 1 }));
      onTestFinished(async () => {
        await Promise.all(sqls.map((sql) => sql.end({ timeout: 0 })));
      });
      await sqls[0]!`create table control (key text primary key, owner int)`;
      await Promise.all(sqls.map((sql) => sql`select 1`));
      const rounds = count(25, 300);
      let contested = 0;
      for (let round = 0; round < rounds; round += 1) {
        const winners = await Promise.all(
          sqls.map(async (sql, owner) => {
            if ((await sql`select 1 from control where key = ${`flag-${round}`}`).length > 0) return false;
            await sql`insert into control values (${`flag-${round}`}, ${owner})
              on conflict (key) do update set owner = excluded.owner`;
            return true;
          }),
        );
        if (winners.filter(Boolean).length > 1) contested += 1;
      }
      report('create race, control', {
        'rounds with several winners': { measured: contested, criterion: `> 0 of ${rounds}, else no power` },
      });
      expect(contested, 'no power: no race happened').toBeGreaterThan(0);
    });
  },
  ['postgres'],
);
