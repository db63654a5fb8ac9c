const DURATION =
  /^P(?!$)(?:([0-9]{1,6})W)?(?:([0-9]{1,6})D)?(?:T(?=[0-9])(?:([0-9]{1,9})H)?(?:([0-9]{1,9})M)?(?:([0-9]{1,9})S)?)?$/;

const UNITS = [604_800_000, 86_400_000, 3_600_000, 60_000, 1_000];

/**
 * Parses an ISO 8601 duration in weeks, days of 24 hours, hours, minutes and seconds, to milliseconds. Undefined for anything
 * else. Years and months have no fixed length.
 */
export function parseDuration(text: string): number | undefined {
  const match = DURATION.exec(text);
  if (match === null) return undefined;
  return UNITS.reduce((total, unit, index) => total + unit * Number(match[index + 1] ?? 0), 0);
}
