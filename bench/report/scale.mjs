import { bytes, milliseconds, table } from './format.mjs';

const NONE = '–';
const size = (cell) => (cell === undefined ? NONE : bytes(cell.median));
const count = (cell) => (cell === undefined ? NONE : String(Math.round(cell.median)));
const time = (cell) => milliseconds(cell.median);

export function scaleSection({ cells, edits, rounds }) {
  const rows = (part, columns) =>
    cells.map((cell) => [cell.store, cell.flags.toLocaleString('en'), ...columns(cell[part])]);
  return `## Many flags

What the size of a store costs, seen from outside: one instance starts, edits a flag, and another one follows the edits. A proxy
counts the bytes in both directions and the round trips. Medians of ${edits} edits${rounds === 1 ? '' : ` in each of ${rounds} rounds`}. The longest turn of the event loop
includes about 1 ms for the clock itself. A SQLite file is in the process, so that nothing is counted.

One edit, with \`set\`: the round trips are those until it resolved, the bytes those until nothing more was sent.

${table(
  ['', 'flags', 'time', 'longest turn', 'bytes', 'round trips'],
  rows('edit', (edit) => [time(edit.ms), time(edit.blockedMs), size(edit.bytes), count(edit.roundTrips)]),
)}

An edit of another instance, from its commit until this one answers with it. Zero: it
answered before the writer knew that its edit was committed. Stores without announcements are polled, every 2 seconds.

${table(
  ['', 'flags', 'time', 'bytes', 'round trips'],
  rows('follow', (follow) => [time(follow.ms), size(follow.bytes), count(follow.roundTrips)]),
)}

A start, until the client is ready:

${table(
  ['', 'flags', 'time', 'longest turn', 'bytes', 'round trips'],
  rows('start', (start) => [time(start.ms), time(start.blockedMs), size(start.bytes), count(start.roundTrips)]),
)}

What this means for many instances: [Scaling](scaling.md).`;
}
