import { createFlagstaff } from '@flagstaff/core';
import type { Flagstaff } from '@flagstaff/core';
import { openStore } from '../backend/spec.ts';
import { until } from '../until.ts';
import type { Job, Outcome } from './jobs.ts';

export interface StartManyOptions {
  readonly job: Extract<Job, { do: 'start-many' }>;
  /** Called when every client is ready. */
  readonly onReady: () => void;
}

/** Opens clients at once, and follows a flag with all of them until it has its last value. Counts those that were ready once and never stale. */
export async function startMany({ job, onReady }: StartManyOptions): Promise<Omit<Outcome, 'unhandled'>> {
  const failures: Record<string, number> = {};
  const seen = await Promise.all(
    Array.from({ length: job.clients }, async () => {
      const flagstaff: Flagstaff = createFlagstaff({ storage: await openStore(job.store) });
      const events = { flagstaff, readies: 0, stales: 0 };
      flagstaff.on('ready', () => (events.readies += 1));
      flagstaff.on('stale', () => (events.stales += 1));
      flagstaff.on('error', ({ code }) => (failures[code] = (failures[code] ?? 0) + 1));
      return events;
    }),
  );
  await until('all are ready', () => seen.every(({ readies }) => readies > 0), { withinMs: 15_000 });
  onReady();
  const isLast = ({ flagstaff }: { flagstaff: Flagstaff }): boolean =>
    flagstaff.forContext({}).value(job.flag, -1) === job.last;
  await until('all follow', () => seen.every(isLast), { withinMs: 15_000 });
  const steady = seen.filter(({ readies, stales }) => readies === 1 && stales === 0).length;
  await Promise.all(seen.map(({ flagstaff }) => flagstaff.close()));
  return { successes: steady, failures };
}
