import { measureIn } from '../harness/child.mjs';
import { inRounds } from '../harness/rounds.mjs';
import { summary } from '../harness/stats.mjs';
import { KEYS } from '../workloads/flags.mjs';

const FLAGS = [10, 1_000, 100_000];
/** Other sizes are compared with 10, because a flag without overrides skips a step. */
const OVERRIDES = [0, 10, 1_000, 100_000];
const PINNING = { a: 'on', b: 'rollout', c: 'rules', d: 'split', e: 'segment' };
const SINGLE = Object.keys(PINNING);
const CHECKS_OF_A_REQUEST = 1_000;
const FEW_FLAGS = 10;

/** Measures how the time of a check grows with the number of flags and overrides. Flagstaff only. */
export async function growth({ quick, log }) {
  const rounds = quick ? 1 : 5;
  const milliseconds = quick ? 50 : 150;
  const measurements = [
    ...FLAGS.flatMap((flags) => [...SINGLE, 'f'].map((workload) => ({ workload, flags, overrides: 0 }))),
    ...OVERRIDES.flatMap((overrides) => SINGLE.map((workload) => ({ workload, flags: FEW_FLAGS, overrides }))),
    ...OVERRIDES.map((overrides) => ({ workload: 'f', flags: CHECKS_OF_A_REQUEST, overrides })),
  ];
  const unique = new Map(measurements.map((one) => [`${one.workload} ${one.flags} ${one.overrides}`, one]));
  const jobs = [...unique].map(([id, { workload, flags, overrides }]) => ({
    id,
    run: () =>
      measureIn('check.mjs', {
        contender: 'flagstaff',
        workload,
        mixed: flags,
        overrides,
        ...(Object.hasOwn(PINNING, workload) ? { pin: [KEYS[PINNING[workload]]] } : {}),
        milliseconds,
      }),
  }));
  const reports = await inRounds(jobs, rounds, log);
  const cells = [...unique].map(([id, one]) => ({
    ...one,
    nsPerCheck: summary(
      reports.get(id).map(({ ns }) => ns / (one.workload === 'f' ? Math.min(CHECKS_OF_A_REQUEST, one.flags) : 1)),
    ),
  }));
  return { rounds, milliseconds, cells };
}
