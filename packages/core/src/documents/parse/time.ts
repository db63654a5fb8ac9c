import type { TimeWindow } from '../../model/condition.ts';
import type { LIMITS } from '../../model/limits.ts';
import type { LazyEngine } from '../../targeting/engine.ts';
import { hasCalendar, WEEKDAYS } from '../../targeting/time/calendar.ts';
import type { CronEngine } from '../../targeting/time/cron.ts';
import { parseDuration } from '../../targeting/time/duration.ts';
import type { Course } from '../../targeting/time/stretch.ts';
import { compileTimeWindow, timeWindowCourse } from '../../targeting/time/time-window.ts';
import { findZone } from '../../targeting/time/zone.ts';
import type { FieldReader, Reader } from './reader.ts';

// Units of `LIMITS.work`, as in `work.ts`.
const TIME_WORK = 500;
/** A time zone, whose offsets come from the runtime. */
const ZONE_WORK = 6_000;
const CRON_WORK = 10_000;

/** What is remembered of a document while it is read. */
interface Seen {
  readonly zones: Set<string>;
  crons: number;
  /** Whether a cron expression is invalid. */
  cronRefused: boolean;
}

const seenBy = new WeakMap<Reader, Seen>();

function seenIn(reader: Reader): Seen {
  let seen = seenBy.get(reader);
  if (seen === undefined) seenBy.set(reader, (seen = { zones: new Set(), crons: 0, cronRefused: false }));
  return seen;
}

/** What the time engine shares with modules that are always loaded. */
export interface TimeEngineParts {
  readonly readDate: FieldReader;
  readonly parseInstant: (text: string) => number | undefined;
  readonly limits: typeof LIMITS;
  /** Loaded when the first document has a cron expression. */
  readonly cron: LazyEngine<CronEngine>;
}

export interface TimeEngine {
  /** Reads a time condition: instants, days and hours, or a cron expression. */
  readonly read: (reader: Reader, value: unknown) => void;
  /** Returns a test for instants (milliseconds since 1970) within a valid window. */
  readonly compile: (window: TimeWindow) => (now: number) => boolean;
  /** Returns the intervals in which a valid window holds throughout, or not at all. */
  readonly course: (window: TimeWindow) => Course;
}

export function createTimeEngine({ readDate, parseInstant, limits, cron: cronEngine }: TimeEngineParts): TimeEngine {
  const fields: ReadonlyMap<string, FieldReader> = new Map<string, FieldReader>([
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

  function read(reader: Reader, value: unknown): void {
    reader.spend(TIME_WORK);
    const before = reader.faults;
    const time = reader.fields(value, 'a time condition', fields, []);
    if (time === undefined) return;
    if (Object.keys(time).length === 0) reader.shape(`is empty; name at least one of ${[...fields.keys()].join(', ')}`);
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

  function readCron(reader: Reader, value: unknown): void {
    if (!reader.text(value, limits.cron, 1)) return;
    if (!CRON.test(value)) {
      reader.shape('must be a cron expression of five fields, or six with seconds first, such as "0 9 * * mon-fri"');
      return;
    }
    const seen = seenIn(reader);
    seen.crons++;
    reader.spend(CRON_WORK);
    reader.need(cronEngine);
    if (seen.crons > limits.crons)
      reader.meaning(`exceeds the limit of ${limits.crons} cron expressions per document; remove some`);
    // Detecting an expression that never fires takes milliseconds. A document gets one attempt.
    const fault = seen.cronRefused ? undefined : cronEngine.library?.cronFault(value);
    if (fault === undefined) return;
    seen.cronRefused = true;
    reader.meaning(fault);
  }

  function readDuration(reader: Reader, value: unknown): void {
    const duration = typeof value === 'string' ? parseDuration(value) : undefined;
    if (duration === undefined) {
      reader.expected('an ISO 8601 duration in weeks, days, hours, minutes and seconds, such as "PT2H"', value);
    } else if (duration === 0 || duration > limits.duration * DAY) {
      reader.meaning(`must be longer than zero and at most ${limits.duration} days`);
    }
  }

  const course = (window: TimeWindow): Course => timeWindowCourse(window, parseInstant, cronEngine.library?.cronCourse);

  return { read, course, compile: (window) => compileTimeWindow(course(window)) };
}

const ZONE_NAME = /^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/;

function readTimeZone(reader: Reader, value: unknown): void {
  if (typeof value !== 'string' || !ZONE_NAME.test(value))
    reader.expected('the IANA name of a time zone, such as Europe/Paris', value);
  else {
    const { zones } = seenIn(reader);
    // A zone beyond the budget needs no lookup.
    const isInBudget = zones.has(value) || reader.spend(ZONE_WORK);
    zones.add(value);
    if (isInBudget && findZone(value) === undefined)
      reader.meaning(`"${value}" is not a known time zone; use an IANA name such as Europe/Paris`);
  }
}

function readDays(reader: Reader, value: unknown): void {
  reader.list(value, WEEKDAYS.length, (inner, day) => inner.oneOf(day, WEEKDAYS), LEAST);
}

const MAX_DAYS_OF_MONTH = 62;

function readDaysOfMonth(reader: Reader, value: unknown): void {
  reader.list(value, MAX_DAYS_OF_MONTH, readDayOfMonth, LEAST);
}

const LEAST = 'name at least one day';

function readDayOfMonth(reader: Reader, value: unknown): void {
  if (Number.isInteger(value) && value !== 0 && Math.abs(value as number) <= 31) return;
  reader.expected('1 to 31, or -1 (the last day) to -31', value);
}

const TIME_OF_DAY = /^([01][0-9]|2[0-3]):[0-5][0-9]$/;

function readTimeOfDay(reader: Reader, value: unknown): void {
  if (typeof value !== 'string' || !TIME_OF_DAY.test(value))
    reader.expected('a time of day from "00:00" to "23:59"', value);
}

/** No plus: croner would walk through four centuries for half a second. A colon would make it a date. */
const CRON = /^[A-Za-z0-9@*?,/# -]+$/;

const DAY = 86_400_000;
