import { cronTimes } from '../cron-engine.ts';
import type { Course } from './stretch.ts';

/** Holds for a duration from each instant at which an expression fires. */
export function cronCourse(expression: string, duration: number, timezone: string): Course {
  const { lastBy, nextAfter } = cronTimes(expression, timezone);
  return (now) => {
    const last = lastBy(now);
    // Windows may overlap. The one that started last ends last.
    if (last !== undefined && now < last + duration) return { from: last, until: last + duration, holds: true };
    return { from: last === undefined ? now : last + duration, until: nextAfter(now) ?? now, holds: false };
  };
}
