// Docs: docs/openfeature.md, "What is carried over"
import type { EvaluationContext, EvaluationDetails } from '@flagstaff/core';
import { ErrorCode } from '@openfeature/server-sdk';
import type { EvaluationContext as OpenFeatureContext, ResolutionDetails } from '@openfeature/server-sdk';

/**
 * Converts an OpenFeature context. Both agree on the targeting key, attributes, structures and dates. Only untyped callers can pass
 * something else.
 */
export function toContext(context: OpenFeatureContext | undefined): EvaluationContext {
  return typeof context === 'object' && context !== null ? context : {};
}

/**
 * Converts evaluation details to an OpenFeature resolution. Variant, reason, error code and metadata stay the same. Reasons without an
 * OpenFeature name (`OVERRIDE`, `PREREQUISITE_FAILED`, `HOLDOUT`) are allowed: its specification lets providers add reasons.
 *
 * @param defaultValue The caller's default. Returned as it is when there is no variant, whatever its type.
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
