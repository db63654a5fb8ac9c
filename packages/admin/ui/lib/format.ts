import { DAY_MS } from './days.ts';

const percent = once(() => new Intl.NumberFormat(undefined, { maximumFractionDigits: 3 }));
const whole = once(() => new Intl.NumberFormat());
const relative = once(() => new Intl.RelativeTimeFormat(undefined, { numeric: 'auto', style: 'short' }));
const dateTime = once(() => new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' }));
const date = once(() => new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeZone: 'UTC' }));

/** Makes a formatter when it is first used. The first of a page costs as much as rendering a screen. */
function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

/** `12.5` → `12.5%`. */
export const formatPercent = (value: number): string => `${percent().format(value)}%`;

/** `1234` → `1,234`. */
export const formatNumber = (value: number): string => whole().format(value);

/** Returns a date and a time in the browser's zone. */
export const formatDateTime = (at: string | number | Date): string => dateTime().format(new Date(at));

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

const day = once(() => new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' }));
const dayOfYear = once(() => new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'long', year: 'numeric' }));
const relativeDay = once(() => new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' }));

/** `today`, `yesterday`, `Tuesday, March 3`, `March 3, 2025`: the day of an instant in the browser's zone. */
export function formatDay(at: string | number | Date, now: number = Date.now()): string {
  const midnight = (instant: Date): number => instant.setHours(0, 0, 0, 0);
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
