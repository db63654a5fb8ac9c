import type { Cron } from 'croner';
import { lazyEngine } from './engine.ts';
import type { Engine } from './engine.ts';

/** The instants at which an expression fires, in milliseconds since 1970. */
export interface CronTimes {
  /** Returns the last one at or before an instant. Undefined when there is none within 400 years. */
  lastBy(now: number): number | undefined;
  /** Returns the first one after an instant. Undefined when there is none. */
  nextAfter(now: number): number | undefined;
}

const engine = lazyEngine(() => import('croner'));

export const CRON_ENGINE: Engine = engine;

/** Returns why an expression is invalid. Undefined when it is valid, or the engine is not loaded. */
export function cronFault(expression: string): string | undefined {
  if (engine.library === undefined) return undefined;
  try {
    // The calendar repeats every 400 years, so any start will do.
    const fires = parse(expression, 'UTC').nextRun(new Date(0)) !== null;
    return fires ? undefined : 'never fires: no such day exists; fix it';
  } catch (error) {
    return `not a valid cron expression (${error instanceof Error ? error.message : String(error)})`;
  }
}

export function cronTimes(expression: string, timezone: string): CronTimes {
  const cron = parse(expression, timezone);
  return {
    // croner searches strictly before an instant.
    lastBy: (now) => cron.previousRuns(1, new Date(now + 1))[0]?.getTime(),
    nextAfter: (now) => cron.nextRun(new Date(now))?.getTime(),
  };
}

function parse(expression: string, timezone: string): Cron {
  if (engine.library === undefined) throw new Error('The cron engine must be loaded before an expression is compiled.');
  // Pass UTC as an offset: plain arithmetic, without Intl.
  const zone = timezone === 'UTC' ? { utcOffset: 0 } : { timezone };
  return new engine.library.Cron(expression, { mode: '5-or-6-parts', ...zone });
}
