import { isUtc } from './zone.ts';

const two = (value: number): string => String(Math.trunc(Math.abs(value))).padStart(2, '0');

/** Returns an instant as the clock of the chosen zone shows it, as `datetime-local` takes it. */
export function localText(date: Date): string {
  if (isUtc()) return date.toISOString().slice(0, 'YYYY-MM-DDTHH:mm'.length);
  const day = `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** Returns a time of that clock with its offset at that time. */
export function withOffset(local: string): string {
  const offset = isUtc() ? 0 : -new Date(local).getTimezoneOffset();
  if (offset === 0) return `${local}:00Z`;
  return `${local}:00${offset < 0 ? '-' : '+'}${two(offset / 60)}:${two(offset % 60)}`;
}

/** Returns a time of that clock in UTC. */
export const instantOf = (local: string): string => new Date(withOffset(local)).toISOString();

/** Returns the beginning of a day in the chosen zone, or of one some days later. */
export function midnightOf(date: string, daysLater: number = 0): string {
  const midnight = new Date(`${date}T00:00:00${isUtc() ? 'Z' : ''}`);
  if (isUtc()) midnight.setUTCDate(midnight.getUTCDate() + daysLater);
  else midnight.setDate(midnight.getDate() + daysLater);
  return midnight.toISOString();
}
