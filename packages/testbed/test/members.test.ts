// Many stored members, a million in a soak: one round trip per request, and no memory in this process.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import type { Flagstaff } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import { count } from '@flagstaff/spec';
import { percentile, queryPostgres, report } from '@flagstaff/testbed';
import type { StoreSpec } from '@flagstaff/testbed';
import { behindProxy, client, eachBackend } from './support/each-backend.ts';

const MANY = count(500_000, 1_000_000);
const SEGMENTS = ['early', 'vip', 'staff'] as const;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Returns the heap bytes that a value retains. */
function heap(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

/** Adds many members to the segment `early`, and every thousandth to the others. */
async function fill(flagstaff: Flagstaff, spec: StoreSpec): Promise<void> {
  const all = function* (step: number, until: number): Generator<string> {
    for (let id = 0; id < until; id += step) yield `user-${id}`;
  };
  for (const segment of SEGMENTS.slice(1)) await manage(flagstaff).addMembers(segment, all(1_000, MANY));
  if (spec.kind === 'redis') return manage(flagstaff).addMembers('early', all(1, MANY));
  // The first ones as an application adds them, the rest as an operator may: by SQL.
  const first = count(20_000, MANY);
  await manage(flagstaff).addMembers('early', all(1, first));
  await queryPostgres(
    spec.url,
    `insert into ${spec.tablePrefix}members select 'early', 'user-' || n from generate_series(${first}, ${MANY - 1}) n`,
  );
}

await eachBackend(
  'many stored members',
  (place, kind) => {
    it('cost one round trip per request, and no memory in this process', async () => {
      const spec = place().fresh();
      const { proxy, through } = await behindProxy(place(), spec);
      const flagstaff = await client(through, { pollIntervalMs: 600_000 });
      await flagstaff.ready({ timeoutMs: 20_000 });
      await manage(flagstaff).commit([
        ...SEGMENTS.map((key) => ({ type: 'set', document: { kind: 'segment', key, members: 'stored' } }) as const),
        {
          type: 'set',
          document: {
            kind: 'flag',
            key: 'f',
            type: 'string',
            variants: { all: 'all', early: 'early', none: 'none' },
            default: 'none',
            rules: [
              { when: SEGMENTS.map((segment) => ({ segment })), serve: 'all' },
              { when: { segment: 'early' }, serve: 'early' },
            ],
          },
        },
      ]);
      await fill(flagstaff, spec);

      let replies = 0;
      proxy.swallow((chunk) => {
        // The driver sometimes pings the server. The reply may arrive together with another one.
        if (chunk.toString('latin1').replaceAll('+PONG\r\n', '') !== '') replies += 1;
        return false;
      });
      const ask = async (id: number): Promise<string> => {
        const flags = flagstaff.forContext({ targetingKey: `user-${id}` });
        await flags.lookUpMembers();
        return flags.value('f', 'unknown');
      };
      await ask(1);
      const before = replies;
      const requests = count(200, 2_000);
      const times: number[] = [];
      for (let n = 0; n < requests; n += 1) {
        const start = performance.now();
        const answer = await ask(n * 499 + 2);
        times.push(performance.now() - start);
        expect(answer).toBe((n * 499 + 2) % 1_000 === 0 ? 'all' : 'early');
      }
      const roundTrips = (replies - before) / requests;

      // Compares what a process retains after as many lookups as it caches, with what all members would take.
      const bare = heap();
      const people = count(2_000, 50_000);
      for (let n = 0; n < people; n += 100) {
        await Promise.all(Array.from({ length: 100 }, (_, index) => ask(MANY - n - index)));
      }
      const held = heap() - bare;
      const members = new Set(Array.from({ length: MANY }, (_, id) => `user-${id}`));
      const control = heap() - bare - held;

      report(`stored members, ${kind.name}`, {
        'round trips a request': { measured: roundTrips, criterion: '1' },
        'lookup through a proxy, p99, ms': { measured: percentile(times, 0.99), criterion: 'printed' },
        'memory after many lookups, MB': { measured: held / 2 ** 20, criterion: 'a tenth of the control at most' },
        'memory of the members, MB (control)': { measured: control / 2 ** 20, criterion: '> 10, else no power' },
      });
      expect(members.size).toBe(MANY);
      // A garbage collection of the control may outlast the deadline of one lookup.
      await expect.poll(() => ask(7_000)).toBe('all');
      expect(await ask(MANY + 7)).toBe('none');
      expect(roundTrips).toBe(1);
      expect(control, 'no power').toBeGreaterThan(10 * 2 ** 20);
      expect(held).toBeLessThan(control / 10);
    });
  },
  ['redis', 'postgres'],
);
