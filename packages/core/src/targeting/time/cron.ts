import { Cron } from 'croner';
import type { Course } from './stretch.ts';

/** What cron expressions need. */
export interface CronEngine {
  readonly cronFault: typeof cronFault;
  readonly cronCourse: typeof cronCourse;
}

/** Returns why an expression is invalid. Undefined when it is valid. */
export function cronFault(expression: string): string | undefined {
  try {
    // The calendar repeats every 400 years, so any start will do.
    const fires = parse(expression, 'UTC').nextRun(new Date(0)) !== null;
    return fires ? undefined : 'never fires: no such day exists; fix it';
  } catch (error) {
    return `not a valid cron expression (${error instanceof Error ? error.message : String(error)})`;
  }
}

/** Holds for a duration from each instant at which an expression fires. */
export function cronCourse(expression: string, duration: number, timezone: string): Course {
  const cron = parse(expression, timezone);
  return (now) => {
    // croner searches strictly before an instant, and at most 400 years.
    const last = cron.previousRuns(1, new Date(now + 1))[0]?.getTime();
    // Windows may overlap. The one that started last ends last.
    if (last !== undefined && now < last + duration) return { from: last, until: last + duration, holds: true };
    const next = cron.nextRun(new Date(now))?.getTime();
    return { from: last === undefined ? now : last + duration, until: next ?? now, holds: false };
  };
}

function parse(expression: string, timezone: string): Cron {
  // Pass UTC as an offset: plain arithmetic, without Intl.
  const zone = timezone === 'UTC' ? { utcOffset: 0 } : { timezone };
  return new Cron(expression, { mode: '5-or-6-parts', ...zone });
}
