const digits = (value) => {
  if (value === 0) return '0';
  const places = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toFixed(Math.min(places, 3));
};

export function nanoseconds(ns) {
  if (ns < 1_000) return `${digits(ns)} ns`;
  if (ns < 1_000_000) return `${digits(ns / 1_000)} µs`;
  return `${digits(ns / 1_000_000)} ms`;
}

export const milliseconds = (ms) => nanoseconds(ms * 1e6);

/** Less than half a byte is measurement noise. */
export function bytes(count) {
  if (count < 0.5) return '0 B';
  return count < 10_000 ? `${Math.round(count)} B` : `${digits(count / 1_000)} kB`;
}

export const times = (ratio) => `${ratio >= 100 ? Math.round(ratio) : digits(ratio)} ×`;

/** Formats ratios near one. The third decimal is noise on most machines, but shows which side of a target they are. */
export const nearOne = (ratio) => ratio.toFixed(3);

/** Half the distance between the lowest and highest round, relative to the median. */
export const spread = ({ median, low, high, rounds }) =>
  rounds === 1 || median === 0 ? '–' : `± ${digits(((high - low) / 2 / median) * 100)} %`;

export function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, index) => (index === 0 ? '---' : '--:'));
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}
