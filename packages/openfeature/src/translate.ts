// Docs: docs/openfeature.md, "What is carried over"
import type { EvaluationContext, EvaluationDetails } from '@flagstaff/core';
import { ErrorCode } from '@openfeature/server-sdk';
import type { EvaluationContext as OpenFeatureContext, ResolutionDetails } from '@openfeature/server-sdk';

/**
 * An OpenFeature context as Flagstaff reads it. The two agree on the targeting key, on attributes, structures and dates; only a
 * caller without types can pass what is no context at all.
 */
export function toContext(context: OpenFeatureContext | undefined): EvaluationContext {
  return typeof context === 'object' && context !== null ? context : {};
}

/**
 * An answer of Flagstaff as OpenFeature's resolution. Variant, reason, error code and metadata stay what they are; reasons that
 * OpenFeature has no name for (`OVERRIDE`, `PREREQUISITE_FAILED`, `HOLDOUT`) are among those that its specification lets providers add.
 *
 * `defaultValue` is what the caller gave: an answer without a variant is that, whatever its type.
 */
export function toResolution<T>(details: EvaluationDetails<T>, defaultValue: T): ResolutionDetails<T> {
  const { value, variant, reason, errorCode, errorMessage, flagMetadata } = details;
  return {
    value: variant === undefined ? defaultValue : value,
    reason,
    flagMetadata,
    ...(variant === undefined ? {} : { variant }),
    ...(errorCode === undefined ? {} : { errorCode: ErrorCode[errorCode] }),
    ...(errorMessage === undefined ? {} : { errorMessage }),
  };
}
