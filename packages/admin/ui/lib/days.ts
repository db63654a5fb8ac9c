export const DAY_MS = 86_400_000;

/** Returns the next midnight in UTC, or one some days later, as a document writes it. */
export function midnightAfter(now: number, daysLater: number = 0): string {
  const midnight = (Math.ceil(now / DAY_MS) + daysLater) * DAY_MS;
  return new Date(midnight).toISOString().replace('.000', '');
}
