/** The operators of a leaf condition. What each does: docs/evaluation.md. */
export type Operator =
  | 'eq'
  | 'ne'
  | 'in'
  | 'not_in'
  | 'gt'
  | 'gte'
  | 'lt'
  | 'lte'
  | 'contains'
  | 'not_contains'
  | 'starts_with'
  | 'ends_with'
  | 'matches'
  | 'semver_eq'
  | 'semver_ne'
  | 'semver_gt'
  | 'semver_gte'
  | 'semver_lt'
  | 'semver_lte'
  | 'semver_range'
  | 'date_after'
  | 'date_before'
  | 'exists'
  | 'not_exists'
  | 'in_cidr'
  | 'not_in_cidr'
  | 'modulo';

/** A value that a condition compares an attribute with. */
export type Scalar = string | number | boolean;

/** Holds when `operator` says so of the attribute and the value. */
export interface AttributeCondition {
  readonly attribute: string;
  readonly operator: Operator;
  /** What the operator compares with; absent for `exists` and `not_exists`. */
  readonly value?: Scalar | readonly Scalar[];
  /** Compare text without regard to case (text operators only). Default false. */
  readonly ignoreCase?: boolean;
}

/** Holds when every condition in the list holds; an empty list holds. */
export interface AllCondition {
  readonly all: readonly Condition[];
}

/** Holds when at least one condition in the list holds; an empty list does not. */
export interface AnyCondition {
  readonly any: readonly Condition[];
}

/** Holds when the condition inside does not. */
export interface NotCondition {
  readonly not: Condition;
}

/** Holds when the context is in the segment with this key. */
export interface SegmentCondition {
  readonly segment: string;
}

/** A day of the week. */
export type Weekday = 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun';

/** Times at which something holds: every part that is given must hold. Source: docs/evaluation.md, "Time". */
export interface TimeWindow {
  /** From this instant on: an RFC 3339 date-time with an offset, or a date meaning midnight UTC. */
  readonly after?: string;
  /** Until, and not at, this instant. */
  readonly before?: string;
  /** The IANA time zone that all of the following is meant in, such as `Europe/Paris`. Default `UTC`. */
  readonly timezone?: string;
  /** The days on which a window starts. Default: every day. */
  readonly days?: readonly Weekday[];
  /** The days of the month on which a window starts: 1 to 31, or from the end, -1 (the last) to -31. Default: every day. */
  readonly daysOfMonth?: readonly number[];
  /** `HH:MM` at which each day's window starts. Default `00:00`. */
  readonly from?: string;
  /** `HH:MM` at which it ends, on the next day where that is not later than `from`. Default `00:00`. */
  readonly to?: string;
  /** When windows of `duration` start: a cron expression of five fields, or six with seconds first. */
  readonly cron?: string;
  /** ISO 8601, in weeks, days (of 24 hours), hours, minutes and seconds: `PT2H`. Up to 366 days. */
  readonly duration?: string;
}

/** Holds at the times given. */
export interface TimeCondition {
  readonly time: TimeWindow;
}

export type Condition =
  AttributeCondition | AllCondition | AnyCondition | NotCondition | SegmentCondition | TimeCondition;

/** One condition, or a list of which all must hold. */
export type When = Condition | readonly Condition[];
