// Writes bench/targets.md: the targets of the project beside the measured figures. A missed target fails nothing.
import { bytes, milliseconds, nearOne, table, times } from './format.mjs';
import { byFlags, byOverrides } from './growth.mjs';

const WITHOUT = new Set(['fflip']);
/** Contenders that inspect every flag before they serve. The others keep the result of JSON.parse. */
const VALIDATES = ['flagd', 'launchdarkly', 'unleash'];
const COMPILES = ['flagd', 'launchdarkly'];
const SINGLE = ['a', 'b', 'c', 'd', 'e'];

const row = (work, target, measured, met) => [work, target, measured, met ? 'yes' : 'no'];
const atMost = (work, limit, value, show = times) => row(work, `at most ${show(limit)}`, show(value), value <= limit);

function ofChecks(checks) {
  const own = checks.contenders.flagstaff.results;
  const ns = (id, workload) => checks.contenders[id].results[workload].ns.median;
  const against = [...SINGLE, 'f'].map((workload) => {
    const peers = Object.entries(checks.contenders).filter(
      ([id, { own: ours, floor, results }]) =>
        !ours && !floor && !WITHOUT.has(id) && results[workload].ns !== undefined,
    );
    const [, best] = peers.toSorted(([, a], [, b]) => a.results[workload].ns.median - b.results[workload].ns.median)[0];
    const ratio = best.results[workload].ns.median / own[workload].ns.median;
    return row(`(${workload}) against the best peer, ${best.name}`, 'at least 5 × faster', times(ratio), ratio >= 5);
  });
  const left = (id) =>
    Math.max(...(id === 'flagstaff' ? SINGLE : ['a']).map((w) => checks.contenders[id].results[w].bytes));
  return [
    ...against,
    atMost('(a) against a lookup in a Map', 1.5, own.a.ns.median / ns('floor-map', 'a')),
    ...['b', 'd'].map((w) =>
      atMost(`(${w}) against a lookup and the hash`, 1.5, own[w].ns.median / ns('floor-hash', w)),
    ),
    atMost('(c) against (a)', 5, own.c.ns.median / own.a.ns.median),
    row('heap per call, (a) to (e)', '0 B', bytes(left('flagstaff')), left('flagstaff') < 0.5),
    row('heap per call, full details, (a)', '0 B', bytes(left('flagstaff-details')), left('flagstaff-details') < 0.5),
  ];
}

function ofStartup({ contenders }) {
  const { flagstaff: own } = contenders;
  const compare = (work, ids, figure) => {
    const others = ids.map((id) => contenders[id]).toSorted((a, b) => figure(a) - figure(b));
    return row(
      `${work} against the best that does so, ${others[0].name}`,
      'less',
      times(figure(own) / figure(others[0])),
      figure(own) < figure(others[0]),
    );
  };
  return [
    atMost('start-up against JSON.parse', 3, own.open.cpuMs.median / own.parse.cpuMs.median),
    compare('start-up with validation or compilation', VALIDATES, ({ open }) => open.cpuMs.median),
    atMost('heap per flag against parsed JSON', 2, own.open.bytesPerFlag.median / own.parse.bytesPerFlag.median),
    compare('heap per flag with compilation', COMPILES, ({ open }) => open.bytesPerFlag.median),
  ];
}

const ofChange = ({ contenders }) => {
  const { median } = contenders.flagstaff.share;
  return [
    row(
      'change of one flag against the full compile, without JSON.parse',
      'under 1 %',
      `${(median * 100).toPrecision(2)} %`,
      median < 0.01,
    ),
  ];
};

function ofGrowth(growth) {
  const worst = (cells, size) => {
    const ratios = [...SINGLE, 'f'].flatMap((workload) => {
      const of = (value) => cells.find((cell) => cell.workload === workload && cell[size] === value);
      return of(10) && of(100_000) ? [of(100_000).nsPerCheck.median / of(10).nsPerCheck.median] : [];
    });
    return Math.max(...ratios);
  };
  return [
    atMost('a check at 100,000 flags against 10, worst of (a) to (f)', 1.5, worst(byFlags(growth), 'flags')),
    atMost(
      'a check at 100,000 overrides against 10, worst of (a) to (f)',
      1.5,
      worst(byOverrides(growth), 'overrides'),
    ),
  ];
}

const ofHttp = ({ frameworks }) =>
  Object.entries(frameworks).flatMap(([framework, { unread, ten }]) => [
    atMost(`${framework}: not read, against an empty middleware`, 1.02, unread.toEmpty.median, nearOne),
    atMost(`${framework}: ten checks, against an empty middleware`, 1.05, ten.toEmpty.median, nearOne),
  ]);

function ofScale({ cells }) {
  const remote = cells.filter(({ edit }) => edit.bytes !== undefined);
  const worst = (all, figure) => Math.max(...all.map(figure));
  const growthOf = (cell) => {
    const smallest = cells.find(({ store, flags }) => store === cell.store && flags === 10);
    return cell.edit.ms.median / smallest.edit.ms.median;
  };
  const redis = remote.filter(({ store }) => store === 'Redis');
  const plain = (value) => String(Math.round(value));
  return [
    atMost(
      'an edit: bytes, worst of all stores and sizes',
      16_000,
      worst(remote, ({ edit }) => edit.bytes.median),
      bytes,
    ),
    atMost(
      'an edit: round trips, worst of all',
      3,
      worst(remote, ({ edit }) => edit.roundTrips.median),
      plain,
    ),
    atMost('an edit: time against one among 10 flags, worst of all', 1.5, worst(cells, growthOf)),
    atMost(
      'an edit: longest turn, worst of all',
      10,
      worst(cells, ({ edit }) => edit.blockedMs.median),
      milliseconds,
    ),
    atMost(
      'following an edit on Redis: bytes',
      2_000,
      worst(redis, ({ follow }) => follow.bytes.median),
      bytes,
    ),
    atMost(
      'following an edit on Redis: round trips',
      0,
      worst(redis, ({ follow }) => follow.roundTrips.median),
      plain,
    ),
    atMost(
      'a start: longest turn, worst of all',
      50,
      worst(cells, ({ start }) => start.blockedMs.median),
      milliseconds,
    ),
  ];
}

export function targetsPage({ checks, startup, change, growth, http, scale }) {
  const parts = [
    ofChecks(checks),
    ofStartup(startup),
    ofChange(change),
    ofGrowth(growth),
    ofHttp(http),
    ofScale(scale),
  ];
  return `<!-- Generated by npm run bench from bench/results. Do not edit: a test compares. -->

# Performance targets

Targets of the project for the figures in [the benchmarks](../docs/benchmarks.md). A missed target fails no check; the decisions behind
the figures are in [docs/design](../docs/design/README.md).

${table(['', 'target', 'measured', 'met'], parts.flat())}
`;
}
