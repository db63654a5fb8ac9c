import type { EvaluationDetails, FlagMetadata, JsonValue, Reason } from '@flagstaff/core';

/** An evaluation response of the protocol. @see OFREP 0.3.0, `evaluationSuccess`, `evaluationFailure`, `flagNotFound` */
export type Answer =
  | {
      readonly key: string;
      /** Omitted when the caller's own default applies. */
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

/** Converts evaluation details to a response of the protocol. */
export function toAnswer(details: EvaluationDetails<JsonValue | null | undefined>): Answer {
  const { flagKey: key, value, variant, reason, errorCode, errorMessage, flagMetadata } = details;
  const metadata = Object.keys(flagMetadata).length === 0 ? {} : { metadata: flagMetadata };
  if (reason === 'ERROR') {
    return { key, errorCode: errorCode ?? 'GENERAL', ...(errorMessage && { errorDetails: errorMessage }), ...metadata };
  }
  // Without a variant the flag has nothing to serve, and the caller's default applies.
  return variant === undefined ? { key, reason, ...metadata } : { key, value: value!, reason, variant, ...metadata };
}

/** Returns the HTTP status of a single evaluation. */
export function statusOf(answer: Answer): 200 | 400 | 404 | 500 {
  if (!('errorCode' in answer)) return 200;
  if (answer.errorCode === 'FLAG_NOT_FOUND') return 404;
  return answer.errorCode === 'PROVIDER_NOT_READY' ? 500 : 400;
}
