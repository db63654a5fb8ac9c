import type { FlagMetadata } from './flag.ts';
import type { JsonValue } from './json.ts';

/**
 * Why an answer is what it is. The names are OpenFeature's, and three of ours: `OVERRIDE`, `PREREQUISITE_FAILED` and
 * `HOLDOUT`.
 * Source: OpenFeature specification, types, resolution details.
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

/** What went wrong in an evaluation whose reason is `ERROR`. Source: OpenFeature specification, error codes. */
export type ErrorCode =
  | 'PROVIDER_NOT_READY'
  | 'FLAG_NOT_FOUND'
  | 'PARSE_ERROR'
  | 'TYPE_MISMATCH'
  | 'TARGETING_KEY_MISSING'
  | 'INVALID_CONTEXT'
  | 'GENERAL';

/** An answer and how it came about. Source: OpenFeature specification, evaluation details. */
export interface EvaluationDetails<T = JsonValue> {
  readonly flagKey: string;
  readonly value: T;
  /** The name of the variant served; absent when the caller's default was. */
  readonly variant?: string;
  readonly reason: Reason;
  readonly errorCode?: ErrorCode;
  readonly errorMessage?: string;
  readonly flagMetadata: FlagMetadata;
  /**
   * Segments that the answer depends on whose stored members were not looked up before it, or could not be: nobody was in them.
   * Absent: there are none.
   */
  readonly unknownMembers?: readonly string[];
}
