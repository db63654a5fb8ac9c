import { bytes, milliseconds, table } from './format.mjs';

const NONE = '–';
const size = (cell) => (cell === undefined ? NONE : bytes(cell.median));
const count = (cell) => (cell === undefined ? NONE : String(Math.round(cell.median)));
const time = (cell) => milliseconds(cell.median);

const FIGURES = {
  ms: ['time', time],
  blockedMs: ['longest turn', time],
  bytes: ['bytes', size],
  roundTrips: ['round trips', count],
  statements: ['statements', count],
};

export function scaleSection({ cells, edits, rounds }) {
  const tableOf = (part, figures) =>
    table(
      ['', 'flags', ...figures.map((name) => FIGURES[name][0])],
      cells.map((cell) => [
        cell.store,
        cell.flags.toLocaleString('en'),
        ...figures.map((name) => FIGURES[name][1](cell[part][name])),
      ]),
    );
  return `## Many flags

What the size of a store costs, seen from outside: one instance starts, edits a flag, and another one follows the edits. A proxy
counts the bytes in both directions, the round trips and the statements. Medians of ${edits} edits${rounds === 1 ? '' : ` in each of ${rounds} rounds`}. The longest turn of the event loop
includes about 1 ms for the clock itself. A SQLite file is in the process, so that nothing is counted.

One edit, with \`set\`: the round trips are those until it resolved, the bytes those until nothing more was sent.

${tableOf('edit', ['ms', 'blockedMs', 'bytes', 'roundTrips', 'statements'])}

An edit of another instance, from its commit until this one answers with it. Zero: it
answered before the writer knew that its edit was committed. Stores without announcements are polled, every 2 seconds.

${tableOf('follow', ['ms', 'bytes', 'roundTrips', 'statements'])}

A start, until the client is ready:

${tableOf('start', ['ms', 'blockedMs', 'bytes', 'roundTrips', 'statements'])}

An edit, while flags are evaluated in 18 environments, until all of them have answered with it:

${tableOf('environments', ['ms'])}

An edit, until \`lastKnownGood\` has a copy of all documents. It is written a second later, at most once a second:

${tableOf('copy', ['blockedMs'])}

What this means for many instances: [Scaling](scaling.md).`;
}
