import { CONTENDERS } from '../contenders/index.mjs';
import { measureIn } from '../harness/child.mjs';
import { HEAP_OPTIONS } from '../harness/heap.mjs';
import { inRounds } from '../harness/rounds.mjs';
import { round, summary } from '../harness/stats.mjs';
import { WORKLOADS } from '../workloads/index.mjs';

const MIXED = 1_000;

export async function checks({ quick, log }) {
  const rounds = quick ? 1 : 4;
  const milliseconds = quick ? 50 : 200;
  const contenders = {};
  const jobs = [];
  for (const id of CONTENDERS) {
    const { verdicts, ...about } = await measureIn('prove.mjs', { contender: id, mixed: MIXED });
    contenders[id] = { ...about, results: verdicts };
    for (const [workload, { cannot, wrong }] of Object.entries(verdicts)) {
      if (cannot !== undefined || wrong !== undefined) continue;
      const task = { contender: id, workload, mixed: MIXED, milliseconds };
      jobs.push({
        id: `${id} ${workload}`,
        run: () => measureIn('check.mjs', task),
        heap: () => measureIn('check.mjs', { ...task, heap: true }, HEAP_OPTIONS),
      });
    }
  }
  log(`answers verified, ${jobs.length} measurements`);
  // Sorts by workload, so that compared contenders run in succession.
  jobs.sort((a, b) => a.id.slice(-1).localeCompare(b.id.slice(-1)));
  const reports = await inRounds(jobs, rounds, log);
  for (const { id, heap } of jobs) {
    const [contender, workload] = id.split(' ');
    // Allocations of a call do not vary over time, so one measurement is enough.
    const { bytes } = await heap();
    contenders[contender].results[workload] = {
      ns: summary(reports.get(id).map(({ ns }) => ns)),
      bytes: round(bytes),
    };
  }
  log('heap measured');
  return {
    rounds,
    milliseconds,
    workloads: Object.fromEntries(Object.entries(WORKLOADS).map(([id, { title, checks }]) => [id, { title, checks }])),
    contenders,
  };
}
