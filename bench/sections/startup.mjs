import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadContender } from '../contenders/index.mjs';
import { measureIn } from '../harness/child.mjs';
import { inRounds } from '../harness/rounds.mjs';
import { round, summary } from '../harness/stats.mjs';
import { createMix } from '../workloads/dataset.mjs';

const FLAGS = 10_000;
/** Those that can say every kind of the mix. */
const WHOLE = [
  'flagstaff',
  'openfeature-flagstaff',
  'flagd',
  'growthbook',
  'unleash',
  'launchdarkly',
  'configcat',
  'vercel',
];

export async function startup({ quick, log }) {
  const rounds = quick ? 1 : 7;
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  try {
    const names = {};
    const jobs = [];
    for (const id of WHOLE) {
      const contender = await loadContender(id);
      names[id] = contender.name;
      const path = join(folder, `${id}.json`);
      await writeFile(path, JSON.stringify(contender.translate(createMix(FLAGS))));
      for (const parseOnly of [true, false]) {
        const run = () => measureIn('startup.mjs', { contender: id, path, flags: FLAGS, parseOnly });
        jobs.push({ id: `${id} ${parseOnly ? 'parse' : 'open'}`, run });
      }
    }
    const reports = await inRounds(jobs, rounds, log);
    const figures = (id, what) => {
      const all = reports.get(`${id} ${what}`);
      const of = (name) => summary(all.map((report) => report[name]));
      return {
        cpuMs: of('cpu'),
        elapsedMs: of('elapsed'),
        settledCpuMs: of('settled'),
        bytesPerFlag: of('bytesPerFlag'),
      };
    };
    return {
      rounds,
      flags: FLAGS,
      contenders: Object.fromEntries(
        WHOLE.map((id) => [
          id,
          {
            name: names[id],
            textBytesPerFlag: round(reports.get(`${id} open`)[0].textBytesPerFlag),
            open: figures(id, 'open'),
            parse: figures(id, 'parse'),
          },
        ]),
      ),
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}
