import type { FlagMetadata } from './flag.ts';
import type { JsonValue } from './json.ts';

/**
 * Why an evaluation returned its value. OpenFeature's reasons, plus `OVERRIDE`, `PREREQUISITE_FAILED` and `HOLDOUT`.
 * @see OpenFeature specification, types, resolution details
 */
export type Reason =
  | 'STATIC'
  | 'DEFAULT'
  | 'TARGETING_MATCH'
  | 'SPLIT'
  | 'DISABLED'
  | 'OVERRIDE'
  | 'PREREQUISITE_FAILED'
  | 'HOLDOUT'
  | 'ERROR';

/**
 * The error of an evaluation with the reason `ERROR`.
 * @see OpenFeature specification, error codes
 */
export type ErrorCode =
  | 'PROVIDER_NOT_READY'
  | 'FLAG_NOT_FOUND'
  | 'PARSE_ERROR'
  | 'TYPE_MISMATCH'
  | 'TARGETING_KEY_MISSING'
  | 'INVALID_CONTEXT'
  | 'GENERAL';

/**
 * An evaluation's value and how it was reached.
 * @see OpenFeature specification, evaluation details
 */
export interface EvaluationDetails<T = JsonValue> {
  /** The key of the evaluated flag. */
  readonly flagKey: string;
  /** The variant's value, or the caller's default. */
  readonly value: T;
  /** The served variant. Absent when the caller's default was served. */
  readonly variant?: string;
  /** Why the value was served. */
  readonly reason: Reason;
  /** Present with the reason `ERROR`. */
  readonly errorCode?: ErrorCode;
  /** Describes the error. Present with the reason `ERROR`. */
  readonly errorMessage?: string;
  /** The metadata of the flag. Empty when it has none. */
  readonly flagMetadata: FlagMetadata;
  /**
   * Segments this answer depends on whose stored members were not looked up, or could not be. The context counts as outside
   * them. Absent when there are none.
   */
  readonly unknownMembers?: readonly string[];
}
