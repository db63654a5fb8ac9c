const HEADERS = [
  'shape',
  'instances',
  'store: connections',
  'store: requests/s at rest',
  'front: requests/s at rest',
  'a change: requests to the store',
  'a change: bytes to an instance',
  'a change: median, last',
  'with 1 % loss: last',
  'restart: all current after',
  'restart: most requests/s',
];

/** Returns figures of `runShape` as a table in Markdown. `front` is the tier that instances are connected with. */
export function tableOf(runs) {
  const rows = runs.map((run) => {
    const [store] = Object.values(run.rest.tiers);
    const rest = Object.values(run.rest.tiers).at(-1);
    const followed = Object.values(run.followed.tiers);
    const front = followed.at(-1);
    const peak = Math.max(...Object.values(run.recovered.tiers).map((tier) => tier.peak));
    return [
      run.title,
      run.instances.toLocaleString('en'),
      store.connections.toLocaleString('en'),
      perSecond(store, run.rest),
      perSecond(rest, run.rest),
      rounded(followed[0].requests),
      bytes(front.bytes / run.instances),
      `${ms(run.followed.median)}, ${ms(run.followed.last)}`,
      ms(run.lossy.last),
      `${ms(run.recovered.converged)} (${run.restarts})`,
      peak.toLocaleString('en'),
    ];
  });
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(HEADERS), line(HEADERS.map(() => '---')), ...rows.map(line)].join('\n');
}

const rounded = (value) => (value >= 10 ? Math.round(value).toLocaleString('en') : String(Number(value.toFixed(1))));
const perSecond = ({ requests }, { ms: length }) => String(Number(((requests * 1_000) / length).toPrecision(2)));
const ms = (value) => (value >= 1_000 ? `${(value / 1_000).toFixed(1)} s` : `${Math.round(value)} ms`);
const bytes = (value) => (value >= 1_000 ? `${(value / 1_000).toFixed(1)} kB` : `${Math.round(value)} B`);
