import { bytes, milliseconds, spread, table, times } from './format.mjs';
import { chart } from './svg.mjs';

const OWN = new Set(['flagstaff', 'openfeature-flagstaff']);

const toParse = ({ open, parse }) => open.cpuMs.median / parse.cpuMs.median;
const heapToParse = ({ open, parse }) => open.bytesPerFlag.median / parse.bytesPerFlag.median;

export function startupChart({ contenders, flags }) {
  const all = Object.entries(contenders);
  const group = (title, value, shown) => ({
    title,
    rows: all
      .map(([id, one]) => ({
        label: one.name,
        value: value(one),
        shown: shown(value(one)),
        color: OWN.has(id) ? 'own' : 'peer',
      }))
      .toSorted((a, b) => a.value - b.value),
  });
  const count = flags.toLocaleString('en');
  return chart({
    description: `Start-up with ${count} flags and the heap that they take; shorter is better`,
    groups: [
      group(
        `Processor time from the text of ${count} flags to the first answer`,
        (c) => c.open.cpuMs.median,
        milliseconds,
      ),
      group('Heap for each flag', (c) => c.open.bytesPerFlag.median, bytes),
    ],
  });
}

export function startupSection(startup) {
  const rows = Object.values(startup.contenders).map((one) => [
    one.name,
    milliseconds(one.open.cpuMs.median),
    spread(one.open.cpuMs),
    milliseconds(one.parse.cpuMs.median),
    times(toParse(one)),
    milliseconds(one.open.settledCpuMs.median),
    bytes(one.textBytesPerFlag),
    bytes(one.parse.bytesPerFlag.median),
    bytes(one.open.bytesPerFlag.median),
    times(heapToParse(one)),
  ]);
  const head = [
    '',
    'text to first answer',
    'spread',
    'JSON.parse alone',
    'ratio',
    'until settled',
    'text per flag',
    'parsed',
    'heap per flag',
    'ratio',
  ];
  return `## Start-up

${startup.flags.toLocaleString('en')} flags with the mix of (f), in each contender's own JSON. Medians of ${startup.rounds} rounds.

- **Processor time** of a fresh process from the text in memory to the first answer, with all threads and garbage collection.
  \`JSON.parse\` of the same text runs in another fresh process.
- **Until settled** adds background work after the first answer.
- **Heap** is measured after two full collections.

${table(head, rows)}

![Start-up and heap](benchmarks/startup.svg)`;
}
