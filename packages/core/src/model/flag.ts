import type { When } from './condition.ts';
import type { JsonValue } from './json.ts';

/** The type of a flag's variants. */
export type FlagType = 'boolean' | 'string' | 'number' | 'object';

/** Only an active flag is targeted. An inactive or archived flag serves `off`. */
export type FlagStatus = 'active' | 'inactive' | 'archived';

/**
 * Metadata returned with every evaluation.
 * @see OpenFeature specification, flag metadata
 */
export interface FlagMetadata {
  readonly [key: string]: string | number | boolean;
}

/** Distributes subjects among variants by weight. */
export interface Split {
  /** Variant name to weight. Weights are non-negative and do not sum to zero. The order of keys determines the cut points. */
  readonly split: { readonly [variant: string]: number };
  /** The attribute to bucket by. Defaults to `targetingKey`. */
  readonly by?: string;
  /** The bucketing seed. Defaults to the flag's seed. */
  readonly seed?: string;
}

/** A variant's name, or a split among variants. */
export type Serve = string | Split;

/** The percentage of a rollout from an instant on. */
export interface RampEntry {
  /** An RFC 3339 date-time with an offset, or a date meaning midnight UTC. */
  readonly at: string;
  /** 0 to 100. */
  readonly percentage: number;
}

/** How a ramp moves between entries: at once, or linearly. */
export type RampMode = 'step' | 'linear';

/** Limits a rule to a share of subjects. Requires a `percentage`, a `ramp` or both. */
export interface Rollout {
  /**
   * 0 to 100. Raising it keeps every subject that is already included. With a ramp: the percentage before its first entry,
   * defaults to 0.
   */
  readonly percentage?: number;
  /** Dated percentages, in any order. Of two at the same instant, the later one in the list wins. Defaults to none. */
  readonly ramp?: readonly RampEntry[];
  /** Defaults to `step`. Only valid with a ramp. */
  readonly mode?: RampMode;
  /** The attribute to bucket by. Defaults to `targetingKey`. */
  readonly by?: string;
  /** The bucketing seed. Defaults to the flag's seed. */
  readonly seed?: string;
}

/** A share of a hash space for mutually exclusive experiments: disjoint ranges never share a subject. */
export interface Namespace {
  /** The name of the hash space, shared by all flags. */
  readonly name: string;
  /** Percentages of the space: `from` is inclusive, `to` is exclusive, and `from` is less than `to`. */
  readonly range: readonly [from: number, to: number];
  /** The attribute to bucket by. Defaults to `targetingKey`. */
  readonly by?: string;
}

/** Excludes a share of subjects from every flag with this holdout: they are served `off`. */
export interface Holdout {
  /** The same name excludes the same subjects. A lower percentage excludes a subset of them. */
  readonly name: string;
  /** 0 to 100. */
  readonly percentage: number;
  /** The attribute to bucket by. Defaults to `targetingKey`. */
  readonly by?: string;
}

/** Serves a variant to matching subjects, or to a share of them. */
export interface Rule {
  /** A name for people and explanations. At most 256 characters. */
  readonly name?: string;
  /** Set to false to skip the rule and keep it. Defaults to true. */
  readonly enabled?: boolean;
  /** The conditions of the rule. Omit to match every subject. */
  readonly when?: When;
  /** A subject outside the range falls through to the next rule. Omit to include every subject. */
  readonly namespace?: Namespace;
  /** The share of matching subjects to serve. Omit to serve them all. */
  readonly rollout?: Rollout;
  /** What matching subjects are served. */
  readonly serve: Serve;
}

/** Pins one subject to a variant. */
export interface Override {
  /** The attribute that identifies the subject, such as `userId`. */
  readonly attribute: string;
  /** Compared as text: 42 equals "42". */
  readonly value: string | number;
  /** The variant to serve. */
  readonly serve: string;
  /** An RFC 3339 date-time with an offset, or a date meaning midnight UTC. The override is ignored from then on. Omit for one that stays. */
  readonly expires?: string;
}

/** Holds when the other flag serves one of these variants. */
export interface Prerequisite {
  /** The key of the other flag. */
  readonly flag: string;
  /** The variants of which the other flag must serve one. */
  readonly variants: readonly string[];
}

/** The fields that a scheduled change or an environment can replace. A given field replaces the flag's field entirely. */
export interface FlagChange {
  /** Replaces `status`. Omit to keep it. */
  readonly status?: FlagStatus;
  /** Replaces `off`. Omit to keep it. */
  readonly off?: string;
  /** Replaces `default`. Omit to keep it. */
  readonly default?: Serve;
  /** Replaces the whole list. Omit to keep it. */
  readonly overrides?: readonly Override[];
  /** Replaces the whole list. Omit to keep it. */
  readonly rules?: readonly Rule[];
}

/** A change that takes effect at an instant, in every process, by its own clock. */
export interface ScheduledChange {
  /** An RFC 3339 date-time with an offset, or a date meaning midnight UTC. In effect from then on. */
  readonly at: string;
  /** Requires at least one field. */
  readonly set: FlagChange;
}

/** What an environment changes about a flag, applied after its parents' patches. */
export interface FlagPatch extends FlagChange {
  /** Replaces the flag's own schedule. Omit to keep it. */
  readonly schedule?: readonly ScheduledChange[];
}

/**
 * A stored feature flag.
 * @see docs/evaluation.md
 */
export interface FlagDocument {
  /** Marks the document as a flag. */
  readonly kind: 'flag';
  /** `[A-Za-z0-9][A-Za-z0-9._-]{0,127}`. Also the bucketing seed unless `seed` is set. */
  readonly key: string;
  /** The type of every variant. */
  readonly type: FlagType;
  /** Defaults to `active`. */
  readonly status?: FlagStatus;
  /** Variant name to value. Defaults to `{ on: true, off: false }` for a boolean flag. */
  readonly variants?: { readonly [name: string]: JsonValue };
  /** Served when the flag is not active or a prerequisite fails. Defaults to `off` for a boolean flag. */
  readonly off?: string;
  /** Served when no rule matches. Defaults to `off` for a boolean flag; required for other types. */
  readonly default?: Serve;
  /** The seed for bucketing. Change it to reshuffle subjects. Defaults to the key. */
  readonly seed?: string;
  /** Subjects that are pinned to a variant. At most 200,000. Defaults to none. */
  readonly overrides?: readonly Override[];
  /** Other flags that must serve certain variants. At most 32. Defaults to none. */
  readonly prerequisites?: readonly Prerequisite[];
  /** Excludes a share of subjects. Defaults to none. */
  readonly holdout?: Holdout;
  /** Checked in order; the first that matches decides. At most 1,000. Defaults to none. */
  readonly rules?: readonly Rule[];
  /**
   * Patches by environment key. Defaults to none.
   * @see docs/environments.md
   */
  readonly environments?: { readonly [environment: string]: FlagPatch };
  /** Scheduled changes, in any order. Of two at the same instant, the later one in the list wins. Defaults to none. */
  readonly schedule?: readonly ScheduledChange[];
  /** Whether the flag may be sent to browsers. Defaults to false. */
  readonly clientSide?: boolean;
  /** A name for people. At most 256 characters. */
  readonly name?: string;
  /** A description for people. At most 8,192 characters. */
  readonly description?: string;
  /** Labels for people and tools. At most 64. */
  readonly tags?: readonly string[];
  /** The person or team in charge. At most 256 characters. */
  readonly owner?: string;
  /** Returned with every evaluation. At most 64 entries. Defaults to none. */
  readonly metadata?: FlagMetadata;
  /** The date by which the flag should be removed from code and store. */
  readonly removeBy?: string;
  /** Whether the flag stays for good: reports don't list it as settled. Defaults to false. */
  readonly permanent?: boolean;
}
