import { bytes, nanoseconds, spread, table, times } from './format.mjs';
import { chart } from './svg.mjs';

const OWN = 'flagstaff';

const colorOf = ({ own, floor }) => (own ? 'own' : floor ? 'floor' : 'peer');
const measured = (result) => result?.ns !== undefined;

/** Contenders in the order of the page: floors, our own, peers. */
function ordered({ contenders }) {
  const rank = ({ floor, own }) => (floor ? 0 : own ? 1 : 2);
  return Object.entries(contenders).toSorted(([, a], [, b]) => rank(a) - rank(b));
}

const heading = ({ name, async }) => (async ? `${name} ¹` : name);

function figures(checks, cell) {
  const workloads = Object.keys(checks.workloads);
  return table(
    ['', ...workloads.map((id) => `(${id})`)],
    ordered(checks).map(([, contender]) => [
      heading(contender),
      ...workloads.map((id) => {
        const result = contender.results[id];
        if (result?.wrong !== undefined) return 'wrong';
        return measured(result) ? cell(result, id) : '–';
      }),
    ]),
  );
}

function refusals(checks) {
  const lines = [];
  for (const [, { name, floor, results, own }] of ordered(checks)) {
    if (floor) continue;
    const reasons = new Map();
    for (const [id, { wrong, cannot }] of Object.entries(results)) {
      if (wrong === undefined && (cannot === undefined || own)) continue;
      const reason = wrong === undefined ? cannot : `disqualified: ${wrong}`;
      reasons.set(reason, [...(reasons.get(reason) ?? []), `(${id})`]);
    }
    for (const [reason, ids] of reasons) lines.push(`- **${name}** ${ids.join(' ')}: ${reason}.`);
  }
  return lines.join('\n');
}

export function checksChart(checks) {
  const groups = Object.entries(checks.workloads).map(([id, { title }]) => ({
    title: `(${id}) ${title}`,
    rows: ordered(checks)
      .filter(([, { results }]) => measured(results[id]))
      .map(([, contender]) => {
        const { median } = contender.results[id].ns;
        return { label: contender.name, value: median, shown: nanoseconds(median), color: colorOf(contender) };
      })
      .toSorted((a, b) => a.value - b.value),
  }));
  return chart({ description: 'Time of a check, by workload and contender; shorter is better', groups });
}

export function checksSection(checks) {
  const own = checks.contenders[OWN].results;
  const list = Object.entries(checks.workloads).map(([id, { title, checks: count }]) => {
    return `- **(${id})** ${title}${count > 1 ? ` (${count.toLocaleString('en')} checks a call)` : ''}`;
  });
  return `## Checks

${list.join('\n')}

Time of one call, median of ${checks.rounds} rounds. In (f) and (h) a call is a whole request.

${figures(checks, ({ ns }) => nanoseconds(ns.median))}

¹ asynchronous: each call returns a promise. – means that the contender does not support this kind of flag, or that the row does not apply.

As multiples of Flagstaff's time:

${figures(checks, ({ ns }, id) => times(ns.median / own[id].ns.median))}

Heap allocated by one call:

${figures(checks, (result) => bytes(result.bytes))}

Spread of the rounds (half the distance between lowest and highest, relative to the median):

${figures(checks, ({ ns }) => spread(ns))}

Missing entries:

${refusals(checks)}

![Time of a check, by workload and contender](benchmarks/checks.svg)`;
}
