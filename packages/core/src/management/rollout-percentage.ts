// Docs: docs/evaluation.md, "Ramps"
import type { Rollout } from '../model/flag.ts';
import { compileRamp } from '../targeting/ramp.ts';

/** Returns the percentage of a valid rollout at an instant. */
export function rolloutPercentage(rollout: Rollout, at: Date): number {
  return compileRamp(rollout)?.(at.getTime()) ?? rollout.percentage ?? 0;
}
