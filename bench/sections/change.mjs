import { loadContender } from '../contenders/index.mjs';
import { measureIn } from '../harness/child.mjs';
import { inRounds } from '../harness/rounds.mjs';
import { summary } from '../harness/stats.mjs';

const FLAGS = 10_000;
const CHANGES = 2_000;
/** Contenders that accept a change within the process. The others reload all data from their source. */
const CHANGEABLE = ['flagstaff', 'flagd', 'growthbook', 'unleash'];

export async function change({ quick, log }) {
  const rounds = quick ? 1 : 3;
  const jobs = CHANGEABLE.map((id) => ({
    id,
    run: () => measureIn('change.mjs', { contender: id, flags: FLAGS, changes: CHANGES }),
  }));
  const contenders = {};
  for (const [id, reports] of await inRounds(jobs, rounds, log)) {
    const { name } = await loadContender(id);
    const of = (figure) => summary(reports.map((report) => report[figure]));
    contenders[id] = {
      name,
      changeMs: of('change'),
      fullMs: of('full'),
      compiledMs: of('compiled'),
      parseMs: of('parse'),
      // Ratios within one process, so that both figures come from the same moment.
      share: summary(reports.map(({ change, compiled, parse }) => change / (compiled - parse))),
      shareOfOpening: summary(reports.map(({ change, full, parse }) => change / (full - parse))),
    };
  }
  return { rounds, flags: FLAGS, changes: CHANGES, contenders };
}
