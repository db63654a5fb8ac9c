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
