import type { EvaluationDetails, FlagMetadata, JsonValue, Reason } from '@flagstaff/core';

/** An answer as the protocol writes it. Source: OFREP 0.3.0, `evaluationSuccess`, `evaluationFailure`, `flagNotFound`. */
export type Answer =
  | {
      readonly key: string;
      /** Absent: the caller's own default is to be served. */
      readonly value?: JsonValue;
      readonly reason: Reason;
      readonly variant?: string;
      readonly metadata?: FlagMetadata;
    }
  | {
      readonly key: string;
      readonly errorCode: string;
      readonly errorDetails?: string;
      readonly metadata?: FlagMetadata;
    };

/** An evaluation's details in the words of the protocol. */
export function toAnswer(details: EvaluationDetails<JsonValue | null | undefined>): Answer {
  const { flagKey: key, value, variant, reason, errorCode, errorMessage, flagMetadata } = details;
  const metadata = Object.keys(flagMetadata).length === 0 ? {} : { metadata: flagMetadata };
  if (reason === 'ERROR') {
    return { key, errorCode: errorCode ?? 'GENERAL', ...(errorMessage && { errorDetails: errorMessage }), ...metadata };
  }
  // No variant: the flag has none to serve here, which leaves the caller's default.
  return variant === undefined ? { key, reason, ...metadata } : { key, value: value!, reason, variant, ...metadata };
}

/** The status of a single answer. */
export function statusOf(answer: Answer): 200 | 400 | 404 | 500 {
  if (!('errorCode' in answer)) return 200;
  if (answer.errorCode === 'FLAG_NOT_FOUND') return 404;
  return answer.errorCode === 'PROVIDER_NOT_READY' ? 500 : 400;
}
