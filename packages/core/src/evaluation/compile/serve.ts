import type { EvaluationContext } from '../../model/context.ts';
import type { Reason } from '../../model/details.ts';
import type { Holdout, Rollout, Serve, Split } from '../../model/flag.ts';
import { parseAttribute, readAttribute } from '../../targeting/attribute.ts';
import type { Attribute } from '../../targeting/attribute.ts';
import { bucketingValue, bucketPrefix, rolloutThreshold, splitCutPoints } from '../../targeting/bucket.ts';
import { firstAbove, hashIsBelow } from '../../targeting/murmur3.ts';
import type { HashPrefix } from '../../targeting/murmur3.ts';
import { compileRamp } from '../../targeting/ramp.ts';
import type { PercentageAt } from '../../targeting/ramp.ts';
import type { Outcome, Outcomes } from './outcome.ts';

interface CompiledSplit {
  readonly by: Attribute;
  readonly prefix: HashPrefix;
  readonly cutPoints: readonly number[];
  readonly outcomes: readonly Outcome[];
  /** The answer for a context that cannot be bucketed. */
  readonly missing: Outcome;
}

/** A variant for every context, or a split. */
export interface CompiledServe {
  readonly fixed: Outcome | undefined;
  readonly split: CompiledSplit | undefined;
}

/** `reason` applies to a single variant. A split has the reason `SPLIT`. */
export function compileServe(
  serve: Serve | undefined,
  seed: string,
  reason: Reason,
  outcomes: Outcomes,
): CompiledServe {
  if (typeof serve === 'object') return { fixed: undefined, split: compileSplit(serve, seed, outcomes) };
  return { fixed: outcomes.of(serve, reason), split: undefined };
}

function compileSplit(split: Split, seed: string, outcomes: Outcomes): CompiledSplit {
  const by = parseAttribute(split.by ?? 'targetingKey');
  return {
    by,
    prefix: bucketPrefix('split', split.seed ?? seed),
    cutPoints: splitCutPoints(Object.values(split.split)),
    outcomes: Object.keys(split.split).map((variant) => outcomes.of(variant, 'SPLIT')),
    missing: outcomes.failure(
      'TARGETING_KEY_MISSING',
      `A split needs the attribute "${by.name}" as text or a finite number.`,
    ),
  };
}

export function serve({ fixed, split }: CompiledServe, context: EvaluationContext): Outcome {
  if (split === undefined) return fixed!;
  const value = bucketingValue(readAttribute(context, split.by));
  if (value === undefined) return split.missing;
  return split.outcomes[firstAbove(split.cutPoints, value, split.prefix)]!;
}

export interface CompiledRollout {
  /** The flag, for messages. Undefined for a holdout. */
  readonly flag: string | undefined;
  /** Every context is included, even without a value to bucket. */
  readonly everyone: boolean;
  readonly threshold: number;
  /** Replaces the two fields above. Undefined when the percentage does not depend on time. */
  readonly percentageAt: PercentageAt | undefined;
  readonly by: Attribute;
  readonly prefix: HashPrefix;
}

export function compileRollout(rollout: Rollout | undefined, flag: string, seed: string): CompiledRollout | undefined {
  if (rollout === undefined) return undefined;
  const { percentage = 0, by, seed: own = seed } = rollout;
  return compileShare(flag, percentage, by, bucketPrefix('rollout', own), compileRamp(rollout));
}

function compileShare(
  flag: string | undefined,
  percentage: number,
  by: string | undefined,
  prefix: HashPrefix,
  percentageAt: PercentageAt | undefined,
): CompiledRollout {
  return {
    flag,
    everyone: percentage >= 100,
    threshold: rolloutThreshold(percentage),
    percentageAt,
    by: parseAttribute(by ?? 'targetingKey'),
    prefix,
  };
}

/** Called when a rollout of a flag excludes a context that lacks the attribute to bucket. */
export type OnMissingValue = (flag: string, attribute: string) => void;

/**
 * The context and the time in milliseconds since 1970. One object, because a number of that size is allocated when passed alone.
 */
interface Occasion {
  readonly context: EvaluationContext;
  readonly now: number;
  readonly onMissingValue?: OnMissingValue | undefined;
}

export function isIncluded(rollout: CompiledRollout, occasion: Occasion): boolean {
  // Without a ramp, this comparison is the only cost.
  if (rollout.percentageAt !== undefined) {
    return isRampedIn(rollout, rollout.percentageAt(occasion.now), occasion);
  }
  if (rollout.everyone) return true;
  const value = bucketingValue(readAttribute(occasion.context, rollout.by));
  if (value === undefined) return exclude(rollout, occasion);
  return hashIsBelow(rollout.threshold, value, rollout.prefix);
}

function isRampedIn(rollout: CompiledRollout, percentage: number, occasion: Occasion): boolean {
  if (percentage >= 100) return true;
  const value = bucketingValue(readAttribute(occasion.context, rollout.by));
  if (value === undefined) return exclude(rollout, occasion);
  return hashIsBelow(rolloutThreshold(percentage), value, rollout.prefix);
}

function exclude(rollout: CompiledRollout, { onMissingValue }: Occasion): false {
  if (onMissingValue !== undefined && rollout.flag !== undefined) onMissingValue(rollout.flag, rollout.by.name);
  return false;
}

/** A holdout: a share like that of a rollout, in another stream, and the same in all flags with this holdout. */
export interface CompiledHoldout {
  readonly share: CompiledRollout;
  readonly outcome: Outcome;
}

export function compileHoldout(
  holdout: Holdout | undefined,
  off: string | undefined,
  outcomes: Outcomes,
): CompiledHoldout | undefined {
  if (holdout === undefined) return undefined;
  const { name, percentage, by } = holdout;
  const share = compileShare(undefined, percentage, by, bucketPrefix('holdout', name), undefined);
  return { share, outcome: outcomes.of(off, 'HOLDOUT') };
}
