/** A stretch of time in which something holds throughout, or nowhere: `[from, until)` in milliseconds since 1970. */
export interface Stretch {
  readonly from: number;
  readonly until: number;
  readonly holds: boolean;
}

/** A stretch around an instant. It need not be the longest there is. */
export type Course = (now: number) => Stretch;

/** Holds from an instant on until another. Of what is no instant it says no. */
export function between(after: number, before: number): Course {
  const earlier: Stretch = { from: Number.NEGATIVE_INFINITY, until: after, holds: false };
  const within: Stretch = { from: after, until: before, holds: true };
  const later: Stretch = { from: before, until: Number.POSITIVE_INFINITY, holds: false };
  return (now) => {
    if (!(now >= after)) return earlier;
    return now < before ? within : later;
  };
}

/** Holds where all of some courses do. */
export function throughout(courses: readonly Course[]): Course {
  return (now) => {
    let from = Number.NEGATIVE_INFINITY;
    let until = Number.POSITIVE_INFINITY;
    for (const course of courses) {
      const stretch = course(now);
      // Where one does not hold it does not matter what the others do meanwhile.
      if (!stretch.holds) return stretch;
      from = Math.max(from, stretch.from);
      until = Math.min(until, stretch.until);
    }
    return { from, until, holds: true };
  };
}
