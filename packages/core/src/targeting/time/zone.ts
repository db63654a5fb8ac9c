/** A time zone. Wall times are what its clocks show, as milliseconds since 1970 as if they showed UTC. */
export interface Zone {
  wallAt(instant: number): number;
  /**
   * The first instant at which the clocks show a wall time or a later one: of a time that is shown twice the first, of one that
   * is skipped the instant of the skip. It never decreases as wall times grow.
   */
  firstAt(wall: number): number;
}

const UTC: Zone = { wallAt: (instant) => instant, firstAt: (wall) => wall };

/** Zones known by name. Names come from documents and their spelling is free, so their number is bounded. */
const known = new Map<string, Zone>([['UTC', UTC]]);
const MAX_KNOWN = 1_000;

/** The zone with an IANA name; undefined: this runtime knows none. */
export function findZone(name: string): Zone | undefined {
  const before = known.get(name);
  if (before !== undefined) return before;
  const zone = createZone(name);
  if (zone !== undefined && known.size < MAX_KNOWN) known.set(name, zone);
  return zone;
}

const DAY = 86_400_000;
const MAX_DAYS = 32;

/** The offset of a UTC day: one until an instant, another from it on. */
interface Offsets {
  readonly before: number;
  /** Infinity: it does not change. */
  readonly changesAt: number;
  readonly after: number;
}

function createZone(name: string): Zone | undefined {
  const readOffset = offsetReader(name);
  if (readOffset === undefined) return undefined;
  // Asking Intl takes microseconds; a window asks for the offsets of three days, and all conditions for those of the same ones.
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
      // No zone is a day away from UTC, so these are before and after, and clocks change at most once in between.
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

/** Milliseconds that the clocks are ahead of UTC. */
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
