// Docs: docs/openfeature.md, "Tracking"
import type { EvaluationContext, Revision } from '@flagstaff/core';
import type { TrackingEventDetails, TrackingEventValue } from '@openfeature/server-sdk';

/**
 * A tracked event of a subject, to join with the variants that the subject saw. Contains no attribute of the context except the key,
 * so that no private data leaks.
 */
export interface TrackingEvent {
  /** The event name, such as `purchase`. */
  readonly name: string;
  /** The subject: the targeting key, else `userId`. Undefined when the context has neither. */
  readonly key: string | undefined;
  /** The numeric value of the event, such as an amount. */
  readonly value: number | undefined;
  /** All other details of the event. */
  readonly details: { readonly [field: string]: TrackingEventValue };
  /** The revision of the flags at the time of the event. */
  readonly revision: Revision | undefined;
}

/** Converts an OpenFeature tracking call to an event. */
export function toTrackingEvent(
  name: string,
  { targetingKey, userId }: EvaluationContext,
  { value, ...details }: TrackingEventDetails,
  revision: Revision | undefined,
): TrackingEvent {
  return { name, key: keyOf(targetingKey) ?? keyOf(userId), value, details, revision };
}

/** Normalizes a key as bucketing does: 42 becomes "42", and an empty text is no key. */
function keyOf(value: unknown): string | undefined {
  if (typeof value === 'string' && value !== '') return value;
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : undefined;
}
