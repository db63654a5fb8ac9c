/** The options of a timer. */
export interface TimerOptions {
  /** Keep the process alive until the timer fires. Defaults to false. */
  readonly keepAlive?: boolean | undefined;
}

/** A source of time. Tests use one that they advance manually. */
export interface Clock {
  /** Returns milliseconds since 1970, for display. Never used for ordering. */
  now(): number;
  /** Returns milliseconds since an arbitrary start. Never goes back. Used for all intervals. */
  monotonic(): number;
  /** Calls back once, after that many milliseconds. Returns a function that cancels. */
  setTimer(callback: () => void, ms: number, options?: TimerOptions): () => void;
}

/** The system clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  setTimer: startTimer,
};

/** Resolves after that many milliseconds. Keeps the process alive meanwhile. */
export function pause(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => {
    clock.setTimer(resolve, ms, { keepAlive: true });
  });
}

/** The maximum delay of timers, in milliseconds. Longer ones fire immediately. */
export const MAX_DELAY: number = 2 ** 31 - 1;

/** Clamps a delay to 0 … `MAX_DELAY`. Returns 0 for a value that is not a number. */
export function clampDelay(ms: number): number {
  return ms > 0 ? Math.min(ms, MAX_DELAY) : 0;
}

/** Starts a timer. Returns a function that cancels it. Does not keep the process alive unless `keepAlive` is set. */
export function startTimer(
  callback: () => void,
  ms: number,
  { keepAlive = false }: { readonly keepAlive?: boolean } = {},
): () => void {
  // A number in browsers and at the edge, an object with `unref` on Node.
  const timer: unknown = setTimeout(callback, clampDelay(ms));
  if (!keepAlive && hasUnref(timer)) timer.unref();
  return () => clearTimeout(timer as Parameters<typeof clearTimeout>[0]);
}

function hasUnref(timer: unknown): timer is { unref(): void } {
  return typeof timer === 'object' && timer !== null && 'unref' in timer && typeof timer.unref === 'function';
}

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
