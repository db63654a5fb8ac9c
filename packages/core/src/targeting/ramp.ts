// Docs: docs/evaluation.md, "Ramps"
import type { Rollout } from '../model/flag.ts';
import { parseInstant } from './instant.ts';

/** Returns the percentage of a rollout at an instant (milliseconds since 1970). */
export type PercentageAt = (now: number) => number;

/** Compiles a rollout's ramp. Undefined without one. */
export function compileRamp({ percentage = 0, ramp, mode = 'step' }: Rollout): PercentageAt | undefined {
  if (ramp === undefined) return undefined;
  // The sort is stable: of two entries at one instant, the later one in the list comes last and wins.
  const entries = ramp
    .map((entry) => ({ at: parseInstant(entry.at)!, percentage: entry.percentage }))
    .sort((a, b) => a.at - b.at);
  const isLinear = mode === 'linear';
  return (now) => {
    let next = entries.length;
    // From the end: a finished ramp costs one comparison.
    while (next > 0 && !(entries[next - 1]!.at <= now)) next--;
    if (next === 0) return percentage;
    const from = entries[next - 1]!;
    const to = entries[next];
    return isLinear && to !== undefined ? between(from, to, now) : from.percentage;
  };
}

interface Point {
  readonly at: number;
  readonly percentage: number;
}

/** Clamped: rounding past the end would include subjects just before it, and exclude them at it. */
function between(from: Point, to: Point, now: number): number {
  const rise = to.percentage - from.percentage;
  const reached = from.percentage + (rise * (now - from.at)) / (to.at - from.at);
  return rise > 0 ? Math.min(reached, to.percentage) : Math.max(reached, to.percentage);
}
