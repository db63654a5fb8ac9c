import type { EvaluationDetails, FlagMetadata, JsonValue, Reason } from '@flagstaff/core';
import { digest } from '@flagstaff/core/storage';
import { strongEtag } from '@flagstaff/http/endpoint';

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

/** An answer, as a response contains it. */
export interface SerializedAnswer {
  readonly text: string;
  /** Of the text, with a fixed length. */
  readonly digest: string;
}

/** Core shares one frozen object among all evaluations with the same result. */
const serialized = new WeakMap<EvaluationDetails<JsonValue | null | undefined>, SerializedAnswer>();

/** Serializes evaluation details, those of core once. */
export function serializeAnswer(details: EvaluationDetails<JsonValue | null | undefined>): SerializedAnswer {
  let answer = serialized.get(details);
  if (answer === undefined) {
    const text = JSON.stringify(toAnswer(details));
    answer = { text, digest: digest(text) };
    if (Object.isFrozen(details)) serialized.set(details, answer);
  }
  return answer;
}

/** Returns the HTTP status of a single evaluation. */
export function statusOf(answer: Answer): 200 | 400 | 404 | 500 {
  if (!('errorCode' in answer)) return 200;
  if (answer.errorCode === 'FLAG_NOT_FOUND') return 404;
  return answer.errorCode === 'PROVIDER_NOT_READY' ? 500 : 400;
}

/**
 * Computes the ETag of a bulk evaluation: a digest of its answers and of what they were made from. That includes the whole
 * context, so that one subject's ETag never matches another's response, even when the responses are equal. The revision is not
 * included: most changes of a store change no answer of a page.
 *
 * @param sources What the answers were made from, in its canonical form.
 */
export function entityTag(sources: string, answers: readonly SerializedAnswer[]): Promise<string> {
  // Digests of fixed length, because a digest of all texts costs more than to evaluate the flags.
  return strongEtag(sources + answers.map((answer) => answer.digest).join(''));
}

/** Serializes JSON with object members in a canonical order. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_name, inner: unknown) => {
    // Applications add values that JSON cannot represent.
    if (typeof inner === 'bigint') return { bigint: String(inner) };
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    const names = Object.keys(inner).toSorted();
    // Pairs, because an object would move integer-like names to the front and make `__proto__` its prototype. They are wrapped in an
    // object, so that a list of pairs differs from the object that the pairs describe.
    return { members: names.map((name) => [name, (inner as { readonly [name: string]: unknown })[name]]) };
  });
}
