/** A time zone. Wall times are local times, expressed as milliseconds since 1970 as if in UTC. */
export interface Zone {
  wallAt(instant: number): number;
  /**
   * Returns the first instant at which clocks show a wall time or a later one. For a repeated time, the first; for a skipped
   * time, the instant of the skip. Monotonic in `wall`.
   */
  firstAt(wall: number): number;
}

const UTC: Zone = { wallAt: (instant) => instant, firstAt: (wall) => wall };

/** Zones by name. Bounded, because names come from documents, in any spelling. */
const known = new Map<string, Zone>([['UTC', UTC]]);
const MAX_KNOWN = 1_000;

/** Returns the zone with an IANA name. Undefined when this runtime does not know it. */
export function findZone(name: string): Zone | undefined {
  const before = known.get(name);
  if (before !== undefined) return before;
  const zone = createZone(name);
  if (zone !== undefined && known.size < MAX_KNOWN) known.set(name, zone);
  return zone;
}

const DAY = 86_400_000;
const MAX_DAYS = 32;

/** The offsets of a UTC day: one until an instant, another from then on. */
interface Offsets {
  readonly before: number;
  /** Infinity when it does not change. */
  readonly changesAt: number;
  readonly after: number;
}

function createZone(name: string): Zone | undefined {
  const readOffset = offsetReader(name);
  if (readOffset === undefined) return undefined;
  // Intl takes microseconds. A window needs the offsets of three days, usually the same for all conditions.
  const days = new Map<number, Offsets>();

  function dayOf(instant: number): Offsets {
    const start = Math.floor(instant / DAY) * DAY;
    let day = days.get(start);
    if (day === undefined) {
      day = readDay(start, readOffset!);
      if (days.size >= MAX_DAYS) days.clear();
      days.set(start, day);
    }
    return day;
  }

  function offsetAt(instant: number): number {
    const { before, changesAt, after } = dayOf(instant);
    return instant < changesAt ? before : after;
  }

  return {
    wallAt: (instant) => instant + offsetAt(instant),
    firstAt(wall) {
      // No zone is a day from UTC, so these bracket the instant, and clocks change at most once in between.
      const earliest = wall - DAY;
      const before = offsetAt(earliest);
      const after = offsetAt(wall + DAY);
      if (before === after) return wall - before;
      let change = Number.POSITIVE_INFINITY;
      for (let instant = wall + DAY; instant >= earliest; instant -= DAY) {
        const { changesAt } = dayOf(instant);
        if (changesAt > earliest) change = Math.min(change, changesAt);
      }
      return wall - before < change ? wall - before : Math.max(change, wall - after);
    },
  };
}

function readDay(start: number, readOffset: (instant: number) => number): Offsets {
  const before = readOffset(start);
  const after = readOffset(start + DAY);
  if (before === after) return { before, changesAt: Number.POSITIVE_INFINITY, after };
  let still = start;
  let changed = start + DAY;
  while (changed - still > 1) {
    const middle = Math.floor((still + changed) / 2);
    if (readOffset(middle) === before) still = middle;
    else changed = middle;
  }
  return { before, changesAt: changed, after };
}

/** Milliseconds by which clocks are ahead of UTC. */
function offsetReader(name: string): ((instant: number) => number) | undefined {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US-u-ca-gregory-nu-latn', {
      timeZone: name,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    return undefined;
  }
  return (instant) => {
    const shown = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0 };
    for (const { type, value } of format.formatToParts(instant)) if (type in shown) shown[type as Unit] = Number(value);
    const { year, month, day, hour, minute, second } = shown;
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(instant / 1_000) * 1_000;
  };
}

type Unit = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second';
