/** Spans of time that filters offer, by their name in the URL. */
const SPANS = {
  '24h': { hours: 24, label: 'Last 24 hours' },
  '7d': { hours: 168, label: 'Last 7 days' },
  '30d': { hours: 720, label: 'Last 30 days' },
} as const;

/** The choices of a filter. */
export const SPAN_OPTIONS: readonly { readonly value: string; readonly label: string }[] = Object.entries(SPANS).map(
  ([value, { label }]) => ({ value, label }),
);

const HOUR_MS = 3_600_000;

/**
 * Returns when a span began, as ISO 8601. Undefined for text that names none. Begins with an hour, so that the query stays the same
 * for a while.
 */
export function startOfSpan(name: string): string | undefined {
  if (!Object.hasOwn(SPANS, name)) return undefined;
  const { hours } = SPANS[name as keyof typeof SPANS];
  return new Date((Math.floor(Date.now() / HOUR_MS) - hours) * HOUR_MS).toISOString();
}
