import { nanoseconds, table } from './format.mjs';

const count = (value) => value.toLocaleString('en');
const distinct = (values) => [...new Set(values)].toSorted((a, b) => a - b);

/** A table with a row per workload and a column per size. */
function growing(cells, size, title) {
  const sizes = distinct(cells.map((cell) => cell[size]));
  const rows = distinct(cells.map(({ workload }) => workload.codePointAt(0))).map((point) => {
    const workload = String.fromCodePoint(point);
    const of = (value) => cells.find((cell) => cell.workload === workload && cell[size] === value);
    return [
      `(${workload})`,
      ...sizes.map((value) => (of(value) === undefined ? '–' : nanoseconds(of(value).nsPerCheck.median))),
    ];
  });
  return table(['', ...sizes.map((value) => `${count(value)} ${title}`)], rows);
}

export const byFlags = ({ cells }) => cells.filter(({ overrides }) => overrides === 0);
export const byOverrides = ({ cells }) =>
  cells.filter(({ workload, flags }) => flags === (workload === 'f' ? 1_000 : 10));

export function growthSection(growth) {
  return `## Growth

Flagstaff's time of one check by number of flags. (f) checks up to 1,000 of them. Medians of ${growth.rounds} rounds.

${growing(byFlags(growth), 'flags', 'flags')}

The same by number of overrides in the checked flag, none of which matches the user. In (f) the 1,000 flags share the overrides. A flag
without overrides skips a step, so compare from 10.

${growing(byOverrides(growth), 'overrides', 'overrides')}`;
}
