export function quantile(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  const position = (sorted.length - 1) * share;
  const below = sorted[Math.floor(position)];
  return below + (sorted[Math.ceil(position)] - below) * (position - Math.floor(position));
}

export const median = (values) => quantile(values, 0.5);

/** Returns median, minimum and maximum of the rounds. */
export const summary = (values) => ({
  median: round(median(values)),
  low: round(Math.min(...values)),
  high: round(Math.max(...values)),
  rounds: values.length,
});

/** Rounds to four significant digits; the page is generated from these values. */
export function round(value) {
  return Number(value.toPrecision(4));
}
