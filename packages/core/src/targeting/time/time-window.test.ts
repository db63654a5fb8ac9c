import { count } from '@flagstaff/spec';
import { describe, expect, it } from 'vitest';
import type { TimeWindow } from '../../model/condition.ts';
import { parseInstant } from '../instant.ts';
import { cronCourse } from './cron.ts';
import { compileTimeWindow, timeWindowCourse } from './time-window.ts';

function compile(window: TimeWindow): (now: number) => boolean {
  return compileTimeWindow(timeWindowCourse(window, parseInstant, cronCourse));
}

// Compares the results, minute by minute, with a simulated clock of the zone.

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
/** What opened in these days before the first compared minute may still be open. */
const UNSETTLED = 2 * DAY;
/** The compared days around a change. */
const BEFORE = count(0.5, 2) * DAY;
const AFTER = count(1.5, 4) * DAY;

/** Each entry: a zone, and a day around which its clocks change. */
const changes: readonly (readonly [string, string])[] = [
  ['Europe/Paris', '2026-03-29'],
  ['Europe/Paris', '2026-10-25'],
  ['America/New_York', '2026-03-08'],
  ['America/New_York', '2026-11-01'],
  ['Asia/Kolkata', '2026-03-29'],
  ['Pacific/Auckland', '2026-04-05'],
  ['Pacific/Auckland', '2026-09-27'],
  // Half an hour.
  ['Australia/Lord_Howe', '2026-04-05'],
  ['Australia/Lord_Howe', '2026-10-04'],
  // At midnight: forward, and back over it.
  ['Africa/Cairo', '2026-04-24'],
  ['Africa/Cairo', '2026-10-30'],
  ['America/St_Johns', '2010-11-07'],
  // A whole day is skipped.
  ['Pacific/Apia', '2011-12-30'],
];

interface Minute {
  readonly at: number;
  /** The time shown, and the latest time ever shown. */
  readonly wall: number;
  readonly latest: number;
}

function watch(timeZone: string, around: string): Minute[] {
  const clock = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  const minutes: Minute[] = [];
  let latest = Number.NEGATIVE_INFINITY;
  const middle = Date.parse(around);
  for (let at = middle - UNSETTLED - BEFORE; at < middle + AFTER; at += MINUTE) {
    const wall = Date.parse(`${clock.format(at).replace(' ', 'T')}Z`);
    latest = Math.max(latest, wall);
    minutes.push({ at, wall, latest });
  }
  return minutes;
}

const settled = (minutes: readonly Minute[]): readonly Minute[] => minutes.slice(UNSETTLED / MINUTE);
const midnightOf = (wall: number): number => Math.floor(wall / DAY) * DAY;

function minutesOf(text: string): number {
  const [hours, minutes] = text.split(':').map(Number) as [number, number];
  return (hours * 60 + minutes) * MINUTE;
}

describe.each(changes)('%s around %s', (timezone, around) => {
  const minutes = watch(timezone, around);

  it.each([
    ['00:00', '00:00'],
    ['02:00', '03:00'],
    ['02:30', '03:15'],
    ['01:15', '02:15'],
    ['01:30', '01:45'],
    ['23:30', '00:30'],
    ['22:00', '06:00'],
    ['06:00', '05:00'],
    ['00:01', '00:02'],
  ])('a window from %s to %s', (from, to) => {
    const isIn = compile({ timezone, from, to });
    const length = (minutesOf(to) - minutesOf(from) + DAY) % DAY || DAY;
    const wrong = settled(minutes).filter(({ at, latest }) => {
      const today = midnightOf(latest);
      const watched = [today - DAY, today].some((day) => {
        const opens = day + minutesOf(from);
        return opens <= latest && latest < opens + length;
      });
      return isIn(at) !== watched;
    });
    expect(wrong).toEqual([]);
  });

  it('windows of a weekday belong to the day on which they start', () => {
    const isIn = compile({ timezone, days: ['sun'], from: '22:00', to: '06:00' });
    const wrong = settled(minutes).filter(({ at, latest }) => {
      const hour = latest - midnightOf(latest);
      const day = new Date(latest).getUTCDay();
      const watched = (day === 0 && hour >= 22 * 60 * MINUTE) || (day === 1 && hour < 6 * 60 * MINUTE);
      return isIn(at) !== watched;
    });
    expect(wrong).toEqual([]);
  });

  describe('cron', () => {
    const duration = (minutesLong: number): string => `PT${minutesLong}M`;

    // A single time of day: once a day, at the first moment the clock shows it or, when it is skipped, a later one.
    it.each([
      [2, 30, 10],
      [1, 15, 90],
      [3, 0, 1],
      [23, 45, 60],
      [0, 0, 15],
    ])('at %i:%i, %i minutes long', (hour, minute, long) => {
      const isIn = compile({ timezone, cron: `${minute} ${hour} * * *`, duration: duration(long) });
      const ofDay = (hour * 60 + minute) * MINUTE;
      let fired = Number.NEGATIVE_INFINITY;
      const wrong = minutes.filter(({ at, latest }, index) => {
        const before = minutes[index - 1]?.latest ?? latest;
        // Not a day that was skipped entirely.
        const shown = midnightOf(latest) + ofDay;
        if (before < shown && shown <= latest) fired = at;
        return index >= UNSETTLED / MINUTE && isIn(at) !== at - fired < long * MINUTE;
      });
      expect(wrong).toEqual([]);
    });

    // Several times of day: whenever the clock shows one.
    it.each([
      ['*/15 * * * *', 5, (wall: number) => (wall / MINUTE) % 15 === 0],
      ['30 * * * *', 10, (wall: number) => (wall / MINUTE) % 60 === 30],
      ['0 1-3 * * *', 20, (wall: number) => [60, 120, 180].includes((wall % DAY) / MINUTE)],
    ])('%s, %i minutes long', (cron, long, shows) => {
      const isIn = compile({ timezone, cron, duration: duration(long) });
      let fired = Number.NEGATIVE_INFINITY;
      const wrong = minutes.filter(({ at, wall }, index) => {
        if (shows(wall)) fired = at;
        return index >= UNSETTLED / MINUTE && isIn(at) !== at - fired < long * MINUTE;
      });
      expect(wrong).toEqual([]);
    });
  });
});

describe('the cached interval', () => {
  const windows: readonly TimeWindow[] = [
    { after: '2026-10-24T12:00:00Z', before: '2026-10-25T01:15:00Z' },
    { timezone: 'Europe/Paris', days: ['sat', 'sun'], from: '22:30', to: '02:30' },
    { timezone: 'Europe/Paris', daysOfMonth: [-7, 26], before: '2026-10-26T10:00:00Z' },
    { timezone: 'Europe/Paris', cron: '30 2 * * *', duration: 'PT45M' },
    { timezone: 'Europe/Paris', cron: '*/20 0-4 * * *', duration: 'PT5M', from: '01:00', to: '04:00' },
    { cron: '0 0 29 2 *', duration: 'P1D' },
  ];
  it.each(windows)('does not change the answer: %j', (window) => {
    const remembering = compile(window);
    let seed = 7;
    const wrong: string[] = [];
    for (let round = 0; round < 400; round += 1) {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      const now = Date.parse('2026-10-24T00:00:00Z') + (seed % (3 * DAY));
      if (remembering(now) !== compile(window)(now)) wrong.push(new Date(now).toISOString());
    }
    expect(wrong).toEqual([]);
  });
});

describe('the ends of time', () => {
  it('calendars and cron only hold in the years 1900 to 2999, and invalid instants are in no window', () => {
    const windows = [{ from: '00:00' }, { cron: '* * * * *', duration: 'PT1M' }, { days: ['mon', 'tue'] }] as const;
    for (const window of windows) {
      const isIn = compile({ timezone: 'Europe/Paris', ...window });
      for (const now of [-8.64e15, Date.UTC(1899, 11, 31), Date.UTC(3000, 0, 1), 8.64e15, Number.NaN]) {
        expect(isIn(now)).toBe(false);
      }
    }
    expect(compile({ after: '2026-12-01' })(Number.NaN)).toBe(false);
    expect(compile({ from: '12:00' })(Date.UTC(2999, 11, 31, 12))).toBe(true);
    expect(compile({ cron: '0 * * * *', duration: 'PT1H' })(Date.UTC(2999, 11, 31, 12))).toBe(true);
    expect(compile({ timezone: 'Asia/Tokyo', to: '12:00' })(Date.UTC(1900, 0, 1, 12))).toBe(false);
  });
});
