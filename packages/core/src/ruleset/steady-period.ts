// Docs: docs/ofrep.md, "Endpoints"
import type { Condition, When } from '../model/condition.ts';
import type { StoredDocument } from '../model/document.ts';
import type { FlagDocument, Rollout } from '../model/flag.ts';
import { flagAt, instantsOf } from '../documents/flag-at.ts';
import type { TimeEngine } from '../documents/parse/time.ts';
import { parseInstant } from '../targeting/instant.ts';

/** An interval `[from, until)` in milliseconds since 1970. */
export interface Period {
  readonly from: number;
  readonly until: number;
  /** Whether time alone changes no answer in it. */
  readonly isSteady: boolean;
}

/** A period without an end. */
export const ALWAYS: Period = {
  from: Number.NEGATIVE_INFINITY,
  until: Number.POSITIVE_INFINITY,
  isSteady: true,
};

/** Returns the part that two periods share. */
export function overlap(one: Period, other: Period): Period {
  return {
    from: Math.max(one.from, other.from),
    until: Math.min(one.until, other.until),
    isSteady: one.isSteady && other.isSteady,
  };
}

/** An instant, and what reads time conditions. Undefined when no document has one. */
export interface Occasion {
  readonly now: number;
  readonly time: Pick<TimeEngine, 'course'> | undefined;
}

/** Returns a period around an instant, not necessarily the longest, of what one document contributes to answers. */
export function steadyPeriod(document: StoredDocument, occasion: Occasion): Period {
  if (document.kind === 'segment') return ofWhen(document.when, occasion);
  return document.kind === 'flag' ? ofFlag(document, occasion) : ALWAYS;
}

function ofFlag(flag: FlagDocument, occasion: Occasion): Period {
  const { now } = occasion;
  const { rules = [], overrides = [] } = flagAt(flag, now);
  let period = around(instantsOf(flag), now);
  for (const { expires } of overrides) {
    if (expires !== undefined) period = overlap(period, around([parseInstant(expires)!], now));
  }
  for (const { when, rollout } of rules) {
    period = overlap(overlap(period, ofWhen(when, occasion)), ofRollout(rollout, now));
  }
  return period;
}

function ofRollout({ ramp, mode }: Rollout = {}, now: number): Period {
  if (ramp === undefined) return ALWAYS;
  const period = around(
    ramp.map(({ at }) => parseInstant(at)!),
    now,
  );
  const isMoving = mode === 'linear' && Number.isFinite(period.from) && Number.isFinite(period.until);
  return { ...period, isSteady: !isMoving };
}

function ofWhen(when: When | undefined, occasion: Occasion): Period {
  if (when === undefined) return ALWAYS;
  const conditions = Array.isArray(when) ? (when as readonly Condition[]) : [when as Condition];
  return conditions.map((condition) => ofCondition(condition, occasion)).reduce(overlap, ALWAYS);
}

function ofCondition(condition: Condition, occasion: Occasion): Period {
  if ('all' in condition) return ofWhen(condition.all, occasion);
  if ('any' in condition) return ofWhen(condition.any, occasion);
  if ('not' in condition) return ofCondition(condition.not, occasion);
  if (!('time' in condition)) return ALWAYS;
  const { from, until } = occasion.time!.course(condition.time)(occasion.now);
  return { from, until, isSteady: true };
}

/** Returns the period between the instants before and after `now`. */
function around(instants: readonly number[], now: number): Period {
  let { from, until } = ALWAYS;
  for (const at of instants) {
    if (at <= now) from = Math.max(from, at);
    else until = Math.min(until, at);
  }
  return { from, until, isSteady: true };
}
