export function quantile(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  const position = (sorted.length - 1) * share;
  const below = sorted[Math.floor(position)];
  return below + (sorted[Math.ceil(position)] - below) * (position - Math.floor(position));
}

export const median = (values) => quantile(values, 0.5);

/** The median of the rounds, and the lowest and the highest. */
export const summary = (values) => ({
  median: round(median(values)),
  low: round(Math.min(...values)),
  high: round(Math.max(...values)),
  rounds: values.length,
});

/** Four digits that count: what the page shows comes from what is stored. */
export function round(value) {
  return Number(value.toPrecision(4));
}
