// Docs: docs/openfeature.md, "Tracking"
import type { EvaluationContext, Revision } from '@flagstaff/core';
import type { TrackingEventDetails, TrackingEventValue } from '@openfeature/server-sdk';

/**
 * Something that happened to a subject of experiments: what to join with who saw which variant. No attribute of the context is in
 * it but the key, so that nothing private can leave with it.
 */
export interface TrackingEvent {
  /** What happened, such as `purchase`. */
  readonly name: string;
  /** Whom it happened to: the targeting key, else `userId`; undefined where the context has neither. */
  readonly key: string | undefined;
  /** The number that the program gave with it, such as the amount. */
  readonly value: number | undefined;
  /** What else the program gave with it. */
  readonly details: { readonly [field: string]: TrackingEventValue };
  /** The revision of the flags in force. */
  readonly revision: Revision | undefined;
}

/** What OpenFeature tracks, as an event of Flagstaff. */
export function toTrackingEvent(
  name: string,
  { targetingKey, userId }: EvaluationContext,
  { value, ...details }: TrackingEventDetails,
  revision: Revision | undefined,
): TrackingEvent {
  return { name, key: keyOf(targetingKey ?? userId), value, details, revision };
}

/** As bucketing has it: 42 is "42". */
function keyOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : undefined;
}
