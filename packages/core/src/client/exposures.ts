// Docs: docs/experiments.md
import type { Outcome } from '../evaluation/compile/outcome.ts';
import type { EvaluationContext } from '../model/context.ts';
import type { Reason } from '../model/details.ts';
import { FlagstaffError } from '../model/error.ts';
import type { Revision } from '../model/revision.ts';
import { checkOptions, hasMethods, invalidInput } from '../model/input.ts';
import type { OptionChecks } from '../model/option-names.ts';
import { parseAttribute, readAttribute } from '../targeting/attribute.ts';
import { bucketingValue, rolloutThreshold } from '../targeting/bucket.ts';
import { isSampled } from '../targeting/sample.ts';
import { PRIVATE } from '../targeting/private-attributes.ts';
import type { PrivateAttributes } from '../targeting/private-attributes.ts';
import { inBackground } from '../timing/background.ts';

/** A subject was served a variant. Contains no attribute of the context except the key. */
export interface Exposure {
  /** The key of the flag. */
  readonly flag: string;
  /** The served variant. */
  readonly variant: string;
  /** Why the variant was served. */
  readonly reason: Reason;
  /** The targeting key, or `userId`. Undefined when the context has neither. */
  readonly key: string | undefined;
  /** The revision of the documents. Undefined when they have none. */
  readonly revision: Revision | undefined;
  /** The environment of the evaluation. Undefined for the unpatched documents. */
  readonly environment: string | undefined;
  /** The evaluator's instant, in milliseconds since 1970. */
  readonly at: number;
}

/** Receives exposures: a queue, a log, an analytics library. Its errors are reported and have no other effect. */
export type ExposureSink =
  | ((exposure: Exposure) => unknown)
  | {
      /** Receives one exposure. */
      record(exposure: Exposure): unknown;
    };

/** The options of exposure reporting. */
export interface ExposureOptions {
  /** Receives each exposure. */
  readonly sink: ExposureSink;
  /** The sampled share of keys, the same in every process. 0 to 100; defaults to 100. */
  readonly percentage?: number | undefined;
}

/** When and from what an answer was given. */
interface Occasion {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly ruleset: Pick<Exposure, 'revision' | 'environment'>;
}

/** Records exposures for the evaluators of a client. */
export interface Exposer {
  /** Whether the subject of a context is in the sample. */
  samples(context: EvaluationContext): boolean;
  /** Calls the sink. */
  record(outcome: Outcome, context: EvaluationContext, occasion: Occasion): void;
}

/**
 * Undefined without a sink.
 * @throws {FlagstaffError} INVALID_OPTIONS when an option is invalid.
 */
export function createExposer(
  options: ExposureOptions | undefined,
  hidden: PrivateAttributes,
  reportError: (problem: FlagstaffError) => void,
): Exposer | undefined {
  if (options === undefined) return undefined;
  const { sink, percentage = 100 } = checkOptions('exposures', options, CHECKS, 'exposures.');
  if (sink === undefined) throw invalidInput('exposures.sink', CHECKS.sink[1], sink);
  const threshold = rolloutThreshold(percentage);
  const failed = (cause: unknown): void =>
    reportError(
      new FlagstaffError('SINK_FAILED', 'The exposure sink threw or rejected. The exposure is lost.', { cause }),
    );

  return {
    samples(context) {
      if (percentage === 100) return true;
      const key = keyOf(context);
      return key !== undefined && isSampled(key, threshold);
    },
    record({ flagKey: flag, variant, reason }, context, { now: at, ruleset: { revision, environment } }) {
      const given = keyOf(context);
      // For a private key, the exposure is recorded without it.
      const key = given !== undefined && hidden.hides('targetingKey', context) ? PRIVATE : given;
      const exposure = Object.freeze({ flag, variant: variant!, reason, key, revision, environment, at });
      inBackground(() => (typeof sink === 'function' ? sink(exposure) : sink.record(exposure)), failed);
    },
  };
}

/** Undefined for a context that cannot be read. */
function keyOf(context: EvaluationContext): string | undefined {
  try {
    // Twice as fast for most contexts: a constant name.
    const own = Object.hasOwn(context, 'targetingKey') && context.targetingKey;
    return bucketingValue(own || readAttribute(context, TARGETING_KEY));
  } catch {
    return undefined;
  }
}

const CHECKS: OptionChecks<ExposureOptions> = {
  sink: [
    (value) => typeof value === 'function' || hasMethods(value, ['record']),
    'a function, or an object with a method `record`',
  ],
  percentage: [(value) => typeof value === 'number' && value >= 0 && value <= 100, 'a number from 0 to 100'],
};

const TARGETING_KEY = parseAttribute('targetingKey');
