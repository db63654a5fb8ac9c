import { DAY_MS } from './days.ts';
import { isUtc } from './zone.ts';

const percent = once(() => new Intl.NumberFormat(undefined, { maximumFractionDigits: 3 }));
const whole = once(() => new Intl.NumberFormat());
const relative = once(() => new Intl.RelativeTimeFormat(undefined, { numeric: 'auto', style: 'short' }));
const dateTime = zoned({ dateStyle: 'medium', timeStyle: 'short' });
/** A style allows no name of the zone, without which a time of UTC looks like one of the browser. */
const dateTimeUtc = zoned({
  year: 'numeric',
  month: 'short',
  day: 'numeric',
  hour: 'numeric',
  minute: '2-digit',
  timeZoneName: 'short',
});
const date = once(() => new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeZone: 'UTC' }));

/** Makes a formatter when it is first used. The first of a page costs as much as rendering a screen. */
function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

/** Makes a formatter for the zone that times are shown in. */
function zoned(options: Intl.DateTimeFormatOptions): () => Intl.DateTimeFormat {
  const inBrowser = once(() => new Intl.DateTimeFormat(undefined, options));
  const inUtc = once(() => new Intl.DateTimeFormat(undefined, { ...options, timeZone: 'UTC' }));
  return () => (isUtc() ? inUtc() : inBrowser());
}

/** `12.5` → `12.5%`. */
export const formatPercent = (value: number): string => `${percent().format(value)}%`;

/** `1234` → `1,234`. */
export const formatNumber = (value: number): string => whole().format(value);

/** Returns a date and a time in the zone that times are shown in. */
export const formatDateTime = (at: string | number | Date): string =>
  (isUtc() ? dateTimeUtc : dateTime)().format(new Date(at));

/** Returns a day of the week, a date and a time in a zone. */
export const formatDateTimeIn = (at: Date, timeZone: string): string =>
  new Intl.DateTimeFormat(undefined, {
    weekday: 'short',
    month: 'short',
    day: 'numeric',
    year: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZone,
  }).format(at);

/** Returns a day. A date without a time is midnight UTC. */
export const formatDate = (at: string | number | Date): string => date().format(new Date(at));

const day = zoned({ weekday: 'long', day: 'numeric', month: 'long' });
const dayOfYear = zoned({ day: 'numeric', month: 'long', year: 'numeric' });
const relativeDay = once(() => new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' }));

/** `today`, `yesterday`, `Tuesday, March 3`, `March 3, 2025`: the day of an instant in the zone that times are shown in. */
export function formatDay(at: string | number | Date, now: number = Date.now()): string {
  const midnight = (instant: Date): number =>
    isUtc() ? instant.setUTCHours(0, 0, 0, 0) : instant.setHours(0, 0, 0, 0);
  const days = Math.round((midnight(new Date(at)) - midnight(new Date(now))) / DAY_MS);
  if (Math.abs(days) < 2) return relativeDay().format(days, 'day');
  return (Math.abs(days) < 180 ? day : dayOfYear)().format(new Date(at));
}

const UNITS: readonly (readonly [unit: Intl.RelativeTimeFormatUnit, seconds: number])[] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** `2 hr. ago`, `in 3 days`. */
export function formatRelative(at: string | number | Date, now: number = Date.now()): string {
  const seconds = Math.round((new Date(at).getTime() - now) / 1_000);
  const [unit, size] = UNITS.find(([, length]) => Math.abs(seconds) >= length) ?? ['second', 1];
  if (unit === 'second') return Math.abs(seconds) < 10 ? 'now' : relative().format(seconds, 'second');
  return relative().format(Math.trunc(seconds / size), unit);
}

/** `1 rule`, `3 rules`. */
export const plural = (count: number, one: string, many: string = `${one}s`): string =>
  `${formatNumber(count)} ${count === 1 ? one : many}`;
