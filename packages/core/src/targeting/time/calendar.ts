import type { TimeWindow, Weekday } from '../../model/condition.ts';
import type { Course } from './stretch.ts';
import type { Zone } from './zone.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;

/** In the order of `Date`. */
export const WEEKDAYS: readonly Weekday[] = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** Whether a window specifies days or hours of the day. */
export function hasCalendar(window: TimeWindow): boolean {
  return (window.days ?? window.daysOfMonth ?? window.from ?? window.to) !== undefined;
}

/** Holds in the windows of the given days. A window belongs to the day on which it starts, and lasts at most a day. */
export function calendarCourse({ days, daysOfMonth, from = '00:00', to = '00:00' }: TimeWindow, zone: Zone): Course {
  const weekdays = days && new Set(days.map((day) => WEEKDAYS.indexOf(day)));
  const datesOfMonth = daysOfMonth && new Set(daysOfMonth);
  const opens = timeOfDay(from);
  const closes = timeOfDay(to) > opens ? timeOfDay(to) : timeOfDay(to) + DAY;

  function isMeant(midnight: number): boolean {
    const date = new Date(midnight);
    if (weekdays !== undefined && !weekdays.has(date.getUTCDay())) return false;
    if (datesOfMonth === undefined) return true;
    const dayOfMonth = date.getUTCDate();
    const length = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
    return datesOfMonth.has(dayOfMonth) || datesOfMonth.has(dayOfMonth - length - 1);
  }

  return (now) => {
    const today = dayOf(now, zone);
    let lastEnd = zone.firstAt(today);
    let nextStart = zone.firstAt(today + DAY);
    for (const midnight of [today - DAY, today]) {
      if (!isMeant(midnight)) continue;
      const start = zone.firstAt(midnight + opens);
      const end = zone.firstAt(midnight + closes);
      if (start <= now && now < end) return { from: start, until: end, holds: true };
      if (end <= now) lastEnd = Math.max(lastEnd, end);
      else nextStart = Math.min(nextStart, start);
    }
    return { from: lastEnd, until: nextStart, holds: false };
  };
}

/** Returns the midnight, as wall time, at which today began. Clocks set back over it do not return to yesterday. */
function dayOf(now: number, zone: Zone): number {
  const midnight = Math.floor(zone.wallAt(now) / DAY) * DAY;
  return now >= zone.firstAt(midnight + DAY) ? midnight + DAY : midnight;
}

function timeOfDay(text: string): number {
  return (Number(text.slice(0, 2)) * 60 + Number(text.slice(3))) * MINUTE;
}
