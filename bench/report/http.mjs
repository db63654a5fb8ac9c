import { milliseconds, nearOne, spread, table } from './format.mjs';
import { chart } from './svg.mjs';

const NAMES = {
  plain: 'plain',
  empty: 'with an empty middleware',
  unread: 'with Flagstaff, not read',
  ten: 'with Flagstaff, ten checks',
  openfeature: 'with OpenFeature (in memory), ten checks',
  growthbook: 'with GrowthBook, ten checks',
};
const OWN = new Set(['unread', 'ten']);
const TITLES = { express: 'Express 5', koa: 'Koa 3', hono: 'Hono 4' };

const microseconds = (value) => milliseconds(value / 1_000);

export function httpChart({ frameworks }) {
  return chart({
    description: 'Processor time of the server for one request; shorter is better',
    groups: Object.entries(frameworks).map(([framework, variants]) => ({
      title: `${TITLES[framework]}: processor time per request`,
      rows: Object.entries(variants).map(
        ([
          variant,
          {
            microsecondsPerRequest: { median },
          },
        ]) => ({
          label: NAMES[variant],
          value: median,
          shown: microseconds(median),
          color: OWN.has(variant) ? 'own' : variant === 'plain' || variant === 'empty' ? 'floor' : 'peer',
        }),
      ),
    })),
  });
}

const perSecond = (value) => Math.round(value).toLocaleString('en');

export function httpSection(http) {
  const tables = Object.entries(http.frameworks).map(([framework, variants]) => {
    const rows = Object.entries(variants).map(([variant, one]) => [
      NAMES[variant],
      microseconds(one.microsecondsPerRequest.median),
      nearOne(one.toEmpty.median),
      spread(one.toEmpty),
      nearOne(one.toPlain.median),
      perSecond(one.perSecond.median),
      milliseconds(one.p50Ms.median),
      milliseconds(one.p99Ms.median),
    ]);
    const head = [
      '',
      'processor time',
      'to empty',
      'spread',
      'to plain',
      'requests/s',
      'median latency',
      'p99 latency',
    ];
    return `### ${TITLES[framework]}\n\n${table(head, rows)}`;
  });
  return `## HTTP

Each app in a process of its own, ${http.machine.pinned ? 'pinned to one processor, the load generator to another' : 'not pinned to processors, since this machine cannot'}.
The six apps of a framework run at once and receive bursts of ${http.amount.toLocaleString('en')} requests in turn: ${http.bursts} bursts per round, ${http.rounds} rounds of fresh processes.

- **Processor time** is that of the whole server process per request. Ratios compare consecutive bursts.
- **Spread** limits the precision of a ratio: two processes of the same app also differ.
- Each app evaluates five plain flags and five with a rule. OpenFeature's rules are functions of the app.

${tables.join('\n\n')}

![Processor time per request](benchmarks/http.svg)`;
}
