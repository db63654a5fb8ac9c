/** The form of a date-time with an offset, or of a bare date. Not every text of this form is a date. */
export const RFC_3339: RegExp =
  /^(\d{4})-(\d{2})-(\d{2})(?:[Tt](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(?:[Zz]|([+-])(\d{2}):(\d{2})))?$/;

/**
 * Parses an RFC 3339 date-time with an offset, or a bare date at midnight UTC, to milliseconds since 1970. Undefined for
 * anything else. Not `Date.parse`, which accepts local times and turns 30 February into 2 March. Rejects leap seconds.
 */
export function parseInstant(text: string): number | undefined {
  const match = RFC_3339.exec(text);
  if (match === null) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((digits) => Number(digits ?? 0)) as Six;
  const milliseconds = Number((match[7] ?? '').padEnd(3, '0').slice(0, 3));
  const offsetHours = Number(match[9] ?? 0);
  const offsetMinutes = Number(match[10] ?? 0);
  if (hour > 23 || minute > 59 || second > 59 || offsetHours > 23 || offsetMinutes > 59) return undefined;
  // Not Date.UTC, which maps the years 0 to 99 to 1900 to 1999.
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  date.setUTCHours(hour, minute, second, milliseconds);
  const offset = (offsetHours * 60 + offsetMinutes) * 60_000;
  return date.getTime() - (match[8] === '-' ? -offset : offset);
}

type Six = [number, number, number, number, number, number];

/** Reads an attribute's value as an instant: text as above, epoch milliseconds, or a `Date`. */
export function readInstant(value: unknown): number | undefined {
  if (typeof value === 'string') return parseInstant(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  return typeof value === 'object' && value !== null ? timeOfDate(value) : undefined;
}

function timeOfDate(value: object): number | undefined {
  try {
    // Filters nearly everything that is not a Date: an exception costs a hundred times as much.
    if (Object.prototype.toString.call(value) !== '[object Date]') return undefined;
    // Throws for non-Dates. Accepts Dates of another realm, where `instanceof` does not.
    const time = Date.prototype.getTime.call(value);
    return Number.isNaN(time) ? undefined : time;
  } catch {
    return undefined;
  }
}
