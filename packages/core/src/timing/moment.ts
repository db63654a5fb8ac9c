import type { Clock } from './clock.ts';

/** An instant by both clocks: the monotonic one may stand still while a process is frozen, the other may be corrected. */
export interface Moment {
  readonly monotonic: number;
  readonly wall: number;
}

export function momentOf(clock: Clock): Moment {
  return { monotonic: clock.monotonic(), wall: clock.now() };
}

/** Returns the milliseconds since then, by the clock that says more. */
export function ageOf({ monotonic, wall }: Moment, clock: Clock): number {
  return Math.max(clock.monotonic() - monotonic, clock.now() - wall);
}
