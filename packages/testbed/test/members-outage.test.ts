// Checks of flags for segments with stored members, while the store is away.
import { createFlagstaff } from '@flagstaff/core';
import type { Document, FlagstaffError } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import { expect, it, onTestFinished } from 'vitest';
import { openStore, percentile, report, until } from '@flagstaff/testbed';
import { eachBackend } from './support/each-backend.ts';

const CHECKS = 200;

const DOCUMENTS: readonly Document[] = [
  { kind: 'segment', key: 'vip', members: 'stored' },
  { kind: 'flag', key: 'lounge', type: 'boolean', rules: [{ when: { segment: 'vip' }, serve: 'on' }] },
  { kind: 'flag', key: 'static', type: 'boolean' },
];

await eachBackend(
  'stored members of a store that is away',
  (place, { name }) => {
    it('asks the killed store about a new visitor once, and answers all others at once', async () => {
      const storage = await openStore(place().fresh());
      let asked = 0;
      const flagstaff = createFlagstaff({
        storage: {
          ...storage,
          hasMembers: (questions) => {
            asked += 1;
            return storage.hasMembers(questions);
          },
        },
      });
      onTestFinished(() => flagstaff.close());
      await flagstaff.ready({ timeoutMs: 20_000 });
      await manage(flagstaff).commit(DOCUMENTS.map((document) => ({ type: 'set', document })));
      const check = async (flag: string, visitor: string): Promise<number> => {
        const start = performance.now();
        const flags = flagstaff.forContext({ targetingKey: visitor });
        const looking = flags.lookUpMembers([flag]);
        if (looking !== undefined) await looking;
        flags.details(flag, false);
        return performance.now() - start;
      };
      const series = async (flag: string, prefix: string): Promise<number[]> => {
        const times: number[] = [];
        for (let n = 0; n < CHECKS; n += 1) times.push(await check(flag, `${prefix}-${n}`));
        return times;
      };
      const before = { static: await series('static', 'a'), lounge: await series('lounge', 'a') };
      expect(asked).toBe(CHECKS);
      await place().server!.stop();
      asked = 0;
      const during = { static: await series('static', 'b') };
      expect(asked).toBe(0);
      const lounge = await series('lounge', 'c');
      for (const [flag, [then, now]] of Object.entries({
        static: [before.static, during.static],
        lounge: [before.lounge, lounge],
      } as const)) {
        report(`members while away, ${name}, ${flag}`, {
          'p99 before, ms': { measured: percentile(then, 0.99).toFixed(2), criterion: 'for information' },
          'p99 during, ms': { measured: percentile(now, 0.99).toFixed(2), criterion: '<= before + 2' },
        });
      }
      // The first one, and probes that no check waits for.
      expect(asked).toBeGreaterThan(0);
      expect(asked).toBeLessThanOrEqual(CHECKS / 10);
      await place().server!.restart();
      await expect
        .poll(
          async () => {
            const flags = flagstaff.forContext({ targetingKey: 'back' });
            await flags.lookUpMembers(['lounge']);
            return flags.details('lounge', false).unknownMembers;
          },
          { timeout: 60_000 },
        )
        .toBeUndefined();
    });

    it('is listed while lookups fail, and an event ends it', async () => {
      const storage = await openStore(place().fresh());
      // Nothing but lookups reaches the store, so nothing else fails.
      const flagstaff = createFlagstaff({
        storage: { ...storage, watch: async () => async () => {} },
        pollIntervalMs: 3_600_000,
      });
      onTestFinished(() => flagstaff.close());
      const began: FlagstaffError[] = [];
      const ended: FlagstaffError[] = [];
      flagstaff.on('error', (error) => began.push(error));
      flagstaff.on('resolved', (error) => ended.push(error));
      await flagstaff.ready({ timeoutMs: 20_000 });
      await manage(flagstaff).commit(DOCUMENTS.map((document) => ({ type: 'set', document })));
      let visitors = 0;
      const isAnswered = async (): Promise<boolean> => {
        visitors += 1;
        const flags = flagstaff.forContext({ targetingKey: `visitor-${visitors}` });
        await flags.lookUpMembers(['lounge']);
        return flags.details('lounge', false).unknownMembers === undefined;
      };
      expect([await isAnswered(), flagstaff.errors]).toEqual([true, []]);
      await place().server!.kill();
      expect([await isAnswered(), await isAnswered()]).toEqual([false, false]);
      expect(flagstaff.errors.length).toBeGreaterThan(0);
      expect(flagstaff.errors).toEqual(began);
      await place().server!.restart();
      await until('lookups are answered', isAnswered, { withinMs: 10_000, everyMs: 50 });
      expect(flagstaff.errors).toEqual([]);
      expect(ended).toEqual(began);
    });
  },
  ['redis', 'postgres'],
);
