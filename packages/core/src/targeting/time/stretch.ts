/** An interval in which something holds throughout, or not at all: `[from, until)` in milliseconds since 1970. */
export interface Stretch {
  readonly from: number;
  readonly until: number;
  readonly holds: boolean;
}

/** Returns an interval around an instant, not necessarily the longest. */
export type Course = (now: number) => Stretch;

/** Holds from an instant until another. Does not hold for an invalid instant. */
export function between(after: number, before: number): Course {
  const earlier: Stretch = { from: Number.NEGATIVE_INFINITY, until: after, holds: false };
  const within: Stretch = { from: after, until: before, holds: true };
  const later: Stretch = { from: before, until: Number.POSITIVE_INFINITY, holds: false };
  return (now) => {
    if (!(now >= after)) return earlier;
    return now < before ? within : later;
  };
}

/** Holds when all of some courses do. */
export function throughout(courses: readonly Course[]): Course {
  return (now) => {
    let from = Number.NEGATIVE_INFINITY;
    let until = Number.POSITIVE_INFINITY;
    for (const course of courses) {
      const stretch = course(now);
      // While one does not hold, the others do not matter.
      if (!stretch.holds) return stretch;
      from = Math.max(from, stretch.from);
      until = Math.min(until, stretch.until);
    }
    return { from, until, holds: true };
  };
}
