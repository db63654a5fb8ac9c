// Docs: docs/evaluation.md, "Time"
import type { TimeWindow } from '../../model/condition.ts';
import { calendarCourse, hasCalendar } from './calendar.ts';
import type { CronEngine } from './cron.ts';
import { parseDuration } from './duration.ts';
import { between, throughout } from './stretch.ts';
import type { Course, Stretch } from './stretch.ts';
import { findZone } from './zone.ts';

/** The years in which calendars and cron apply. */
const FIRST = Date.UTC(1900, 0, 1);
const END = Date.UTC(3000, 0, 1);

/**
 * Returns a test for instants (milliseconds since 1970) within a valid window. Caches the interval around the last instant, so
 * that most tests take two comparisons.
 */
export function compileTimeWindow(course: Course): (now: number) => boolean {
  let known: Stretch = { from: Number.POSITIVE_INFINITY, until: Number.NEGATIVE_INFINITY, holds: false };
  return (now) => {
    if (!(now >= known.from && now < known.until)) known = course(now);
    return known.holds;
  };
}

/**
 * Returns the intervals in which a valid window holds throughout, or not at all.
 * @param cronCourse Required by a window with a cron expression.
 */
export function timeWindowCourse(
  window: TimeWindow,
  parseInstant: (text: string) => number | undefined,
  cronCourse: CronEngine['cronCourse'] | undefined,
): Course {
  const { after, before, timezone = 'UTC', cron, duration } = window;
  const courses: Course[] = [];
  if (after !== undefined || before !== undefined) {
    courses.push(
      between(
        after === undefined ? Number.NEGATIVE_INFINITY : parseInstant(after)!,
        before === undefined ? Number.POSITIVE_INFINITY : parseInstant(before)!,
      ),
    );
  }
  if (hasCalendar(window)) courses.push(between(FIRST, END), calendarCourse(window, findZone(timezone)!));
  if (cron !== undefined) courses.push(between(FIRST, END), cronCourse!(cron, parseDuration(duration!)!, timezone));
  return throughout(courses);
}
