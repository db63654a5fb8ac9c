import type { TimeWindow } from '../../model/condition.ts';
import { LIMITS } from '../../model/limits.ts';
import { CRON_ENGINE, cronFault } from '../../targeting/cron-engine.ts';
import { parseInstant } from '../../targeting/instant.ts';
import { hasCalendar, WEEKDAYS } from '../../targeting/time/calendar.ts';
import { parseDuration } from '../../targeting/time/duration.ts';
import { findZone } from '../../targeting/time/zone.ts';
import { readDate } from './names.ts';
import { describe } from './reader.ts';
import type { FieldReader, Reader } from './reader.ts';
import { CRON_WORK, TIME_WORK } from './work.ts';

const WHAT = 'a time condition';

const TIME_FIELDS: ReadonlyMap<string, FieldReader> = new Map<string, FieldReader>([
  ['after', readDate],
  ['before', readDate],
  ['timezone', readTimeZone],
  ['days', readDays],
  ['daysOfMonth', readDaysOfMonth],
  ['from', readTimeOfDay],
  ['to', readTimeOfDay],
  ['cron', readCron],
  ['duration', readDuration],
]);

/** `time`: instants, days and hours, or a cron expression. */
export function readTime(reader: Reader, value: unknown): void {
  reader.spend(TIME_WORK);
  const before = reader.faults;
  const time = reader.fields(value, WHAT, TIME_FIELDS, []);
  if (time === undefined) return;
  if (Object.keys(time).length === 0)
    reader.shape(`is empty; name at least one of ${[...TIME_FIELDS.keys()].join(', ')}`);
  if (Object.hasOwn(time, 'cron') && !Object.hasOwn(time, 'duration'))
    reader.shape('lacks "duration", the length of each window that "cron" starts');
  if (Object.hasOwn(time, 'duration') && !Object.hasOwn(time, 'cron'))
    reader.shape('lacks "cron", which starts the windows of "duration"');
  if (reader.faults === before) checkMeaning(reader, time);
}

function checkMeaning(reader: Reader, window: TimeWindow): void {
  const { after, before, timezone, cron } = window;
  if (after !== undefined && before !== undefined && parseInstant(after)! >= parseInstant(before)!)
    reader.meaning('never holds: "after" is not earlier than "before"');
  if (timezone !== undefined && cron === undefined && !hasCalendar(window)) {
    reader.meaning(
      'has "timezone" and no field that uses it: "after" and "before" carry their own offset; remove it, or add days, daysOfMonth, from, to or cron',
    );
  }
}

const ZONE_NAME = /^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/;

function readTimeZone(reader: Reader, value: unknown): void {
  if (typeof value !== 'string' || !ZONE_NAME.test(value))
    reader.shape(`must be the IANA name of a time zone, such as Europe/Paris, got ${describe(value)}`);
  else if (reader.meetZone(value) && findZone(value) === undefined)
    reader.meaning(`${describe(value)} is not a known time zone; use an IANA name such as Europe/Paris`);
}

function readDays(reader: Reader, value: unknown): void {
  reader.list(value, WEEKDAYS.length, (inner, day) => inner.oneOf(day, WEEKDAYS));
  if (Array.isArray(value) && value.length === 0) reader.shape('must name at least one day');
}

const MAX_DAYS_OF_MONTH = 62;

function readDaysOfMonth(reader: Reader, value: unknown): void {
  reader.list(value, MAX_DAYS_OF_MONTH, readDayOfMonth);
  if (Array.isArray(value) && value.length === 0) reader.shape('must name at least one day');
}

function readDayOfMonth(reader: Reader, value: unknown): void {
  if (Number.isInteger(value) && value !== 0 && Math.abs(value as number) <= 31) return;
  reader.shape(`must be 1 to 31, or -1 (the last day) to -31, got ${describe(value)}`);
}

const TIME_OF_DAY = /^([01][0-9]|2[0-3]):[0-5][0-9]$/;

function readTimeOfDay(reader: Reader, value: unknown): void {
  if (typeof value !== 'string' || !TIME_OF_DAY.test(value))
    reader.shape(`must be a time of day from "00:00" to "23:59", got ${describe(value)}`);
}

/** No plus: croner would walk through four centuries for half a second. A colon would make it a date. */
const CRON = /^[A-Za-z0-9@*?,/# -]+$/;

function readCron(reader: Reader, value: unknown): void {
  if (!reader.text(value, LIMITS.cron, 1)) return;
  if (!CRON.test(value)) {
    reader.shape('must be a cron expression of five fields, or six with seconds first, such as "0 9 * * mon-fri"');
    return;
  }
  reader.crons++;
  reader.spend(CRON_WORK);
  reader.need(CRON_ENGINE);
  if (reader.crons > LIMITS.crons)
    reader.meaning(`exceeds the limit of ${LIMITS.crons} cron expressions per document; remove some`);
  // Detecting an expression that never fires takes milliseconds. A document gets one attempt.
  const fault = reader.cronRefused ? undefined : cronFault(value);
  if (fault === undefined) return;
  reader.cronRefused = true;
  reader.meaning(fault);
}

const DAY = 86_400_000;

function readDuration(reader: Reader, value: unknown): void {
  const duration = typeof value === 'string' ? parseDuration(value) : undefined;
  if (duration === undefined) {
    reader.shape(
      `must be an ISO 8601 duration in weeks, days, hours, minutes and seconds, such as "PT2H", got ${describe(value)}`,
    );
  } else if (duration === 0 || duration > LIMITS.duration * DAY) {
    reader.meaning(`must be longer than zero and at most ${LIMITS.duration} days`);
  }
}
