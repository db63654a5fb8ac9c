/**
 * The operators of a leaf condition.
 * @see docs/evaluation.md
 */
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

/** A value that an attribute is compared with. */
export type Scalar = string | number | boolean;

/** Holds when the attribute satisfies `operator` with `value`. */
export interface AttributeCondition {
  /** The attribute's name, or a dotted path to a nested value, such as `plan.name`. */
  readonly attribute: string;
  /** How the attribute is compared. */
  readonly operator: Operator;
  /** The operand. Omit for `exists` and `not_exists`. */
  readonly value?: Scalar | readonly Scalar[];
  /** Ignore case when comparing text (text operators only). Defaults to false. */
  readonly ignoreCase?: boolean;
}

/** Holds when every condition in the list holds; an empty list holds. */
export interface AllCondition {
  /** The inner conditions. */
  readonly all: readonly Condition[];
}

/** Holds when at least one condition in the list holds; an empty list does not. */
export interface AnyCondition {
  /** The inner conditions. */
  readonly any: readonly Condition[];
}

/** Holds when the inner condition does not. */
export interface NotCondition {
  /** The inner condition. */
  readonly not: Condition;
}

/** Holds when the context is in the segment with this key. */
export interface SegmentCondition {
  /** The segment's key. */
  readonly segment: string;
}

/** A day of the week. */
export type Weekday = 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun';

/**
 * A window in time. Every given part must hold.
 * @see docs/evaluation.md, "Time"
 */
export interface TimeWindow {
  /** Inclusive start: an RFC 3339 date-time with an offset, or a date meaning midnight UTC. Defaults to none. */
  readonly after?: string;
  /** Exclusive end, in the same format. Defaults to none. */
  readonly before?: string;
  /** The IANA time zone of the fields below, such as `Europe/Paris`. Defaults to `UTC`. */
  readonly timezone?: string;
  /** Days on which a window starts. Defaults to every day. */
  readonly days?: readonly Weekday[];
  /** Days of the month on which a window starts: 1 to 31, or -1 (the last) to -31. Defaults to every day. */
  readonly daysOfMonth?: readonly number[];
  /** Start of each day's window, as `HH:MM`. Defaults to `00:00`. */
  readonly from?: string;
  /** End of the window, as `HH:MM`; on the next day unless it is later than `from`. Defaults to `00:00`. */
  readonly to?: string;
  /** Starts of windows of `duration`: a cron expression of five fields, or six with seconds first. Defaults to none. */
  readonly cron?: string;
  /** ISO 8601 duration in weeks, days (of 24 hours), hours, minutes and seconds, such as `PT2H`. At most 366 days. Only with `cron`, which requires it. */
  readonly duration?: string;
}

/** Holds within the window. */
export interface TimeCondition {
  /** The window. */
  readonly time: TimeWindow;
}

/** A condition of a rule or a segment. */
export type Condition =
  | AttributeCondition
  | AllCondition
  | AnyCondition
  | NotCondition
  | SegmentCondition
  | TimeCondition;

/** One condition, or a list of conditions that must all hold. */
export type When = Condition | readonly Condition[];
