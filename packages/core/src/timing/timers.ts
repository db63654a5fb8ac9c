/** The longest delay that timers take, in milliseconds: one more, and they fire at once. */
export const MAX_DELAY: number = 2 ** 31 - 1;

/** A delay that timers take: not negative, not beyond `MAX_DELAY`, 0 for what is not a number. */
export function clampDelay(ms: number): number {
  return ms > 0 ? Math.min(ms, MAX_DELAY) : 0;
}

/**
 * Starts a timer of this runtime; returns a function that cancels it. It does not keep the process alive unless asked to.
 */
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
