/** The factor by which a test waits longer than its criterion, and the minimum wait: a deadline means "stuck", not "slow". */
const PATIENCE = 6;
const MIN_MS = 60_000;

export interface UntilOptions {
  /** Milliseconds within which it holds on an idle machine. The wait lasts six times as long, at least a minute. */
  readonly withinMs: number;
  readonly everyMs?: number;
}

/** Returns the milliseconds until the condition held. Rejects when it never does. An error in the condition counts as "not yet". */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  { withinMs, everyMs = 5 }: UntilOptions,
): Promise<number> {
  const start = performance.now();
  const deadline = start + Math.max(withinMs * PATIENCE, MIN_MS);
  let last: unknown;
  for (;;) {
    try {
      if (await condition()) return performance.now() - start;
    } catch (error) {
      last = error;
    }
    if (performance.now() > deadline) {
      throw new Error(`${what}: not within ${Math.round(deadline - start)} ms`, { cause: last });
    }
    await sleep(everyMs);
  }
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
