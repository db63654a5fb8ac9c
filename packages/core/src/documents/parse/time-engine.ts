import { LIMITS } from '../../model/limits.ts';
import { lazyEngine } from '../../targeting/engine.ts';
import type { LazyEngine } from '../../targeting/engine.ts';
import { parseInstant } from '../../targeting/instant.ts';
import { readDate } from './names.ts';
import type { Reader } from './reader.ts';
import type { TimeEngine } from './time.ts';

const CRON = lazyEngine(() => import('../../targeting/time/cron.ts'));

/** What reads and compiles time conditions. */
export const TIME: LazyEngine<TimeEngine> = lazyEngine(async () =>
  (await import('./time.ts')).createTimeEngine({ readDate, parseInstant, cron: CRON, limits: LIMITS }),
);

/** `time`: instants, days and hours, or a cron expression. */
export function readTime(reader: Reader, value: unknown): void {
  reader.need(TIME);
  TIME.library?.read(reader, value);
}
