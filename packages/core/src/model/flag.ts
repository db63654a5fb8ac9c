import type { When } from './condition.ts';
import type { JsonValue } from './json.ts';

/** The type of all of a flag's variants. */
export type FlagType = 'boolean' | 'string' | 'number' | 'object';

/** Only an active flag is targeted; an inactive or archived one serves `off`. */
export type FlagStatus = 'active' | 'inactive' | 'archived';

/** Facts about a flag that travel with every answer. Source: OpenFeature specification, flag metadata. */
export interface FlagMetadata {
  readonly [key: string]: string | number | boolean;
}

/** Shares the subjects out among variants, by weight. */
export interface Split {
  /** Variant name to weight; weights are not negative and do not sum to zero. Order matters: cut points follow it. */
  readonly split: { readonly [variant: string]: number };
  /** The attribute that buckets. Default `targetingKey`. */
  readonly by?: string;
  /** Default: the flag's seed. */
  readonly seed?: string;
}

/** A variant's name, or a split among variants. */
export type Serve = string | Split;

/** A percentage from an instant on. */
export interface RampEntry {
  /** An RFC 3339 date-time with an offset, or a date meaning midnight UTC. */
  readonly at: string;
  /** 0 to 100. */
  readonly percentage: number;
}

/** How a ramp gets from one entry to the next: at once, or evenly. */
export type RampMode = 'step' | 'linear';

/** Lets a share of the subjects in. It has a `percentage`, a `ramp` or both. */
export interface Rollout {
  /** 0 to 100. Raising it never takes anyone out. With a ramp: the percentage before its first entry, default 0. */
  readonly percentage?: number;
  /** Dated percentages, in any order; of two at the same instant the later one in the list wins. */
  readonly ramp?: readonly RampEntry[];
  /** Default `step`. Only with a ramp. */
  readonly mode?: RampMode;
  /** The attribute that buckets. Default `targetingKey`. */
  readonly by?: string;
  /** Default: the flag's seed. */
  readonly seed?: string;
}

/** A share of a hash space that experiments divide among themselves: of disjoint ranges, no subject is in two. */
export interface Namespace {
  /** The hash space; the same name is the same space in every flag. */
  readonly name: string;
  /** From, inclusive, and to, exclusive, in percent of the space; from is less than to. */
  readonly range: readonly [from: number, to: number];
  /** The attribute that buckets. Default `targetingKey`. */
  readonly by?: string;
}

/** Keeps a share of the subjects out of every flag that names it: they are served `off`. */
export interface Holdout {
  /** The same name keeps the same subjects out, of a lower percentage some of them. */
  readonly name: string;
  /** 0 to 100. */
  readonly percentage: number;
  /** The attribute that buckets. Default `targetingKey`. */
  readonly by?: string;
}

/** Serves a variant to the subjects that match, or to a share of them. */
export interface Rule {
  readonly name?: string;
  readonly when?: When;
  /** Who is outside its range goes on to the next rule. */
  readonly namespace?: Namespace;
  readonly rollout?: Rollout;
  readonly serve: Serve;
}

/** Pins one subject to a variant. */
export interface Override {
  readonly attribute: string;
  readonly value: string | number;
  readonly serve: string;
  /** An RFC 3339 date-time with an offset, or a date meaning midnight UTC; from then on the override is ignored. */
  readonly expires?: string;
}

/** Holds when the other flag serves one of these variants. */
export interface Prerequisite {
  readonly flag: string;
  readonly variants: readonly string[];
}

/** What a dated change or an environment may say otherwise than the flag. A field that is given replaces the flag's whole. */
export interface FlagChange {
  readonly status?: FlagStatus;
  readonly off?: string;
  readonly default?: Serve;
  readonly overrides?: readonly Override[];
  readonly rules?: readonly Rule[];
}

/** A change of the flag itself that takes effect at an instant, in every process, from its own clock. */
export interface ScheduledChange {
  /** An RFC 3339 date-time with an offset, or a date meaning midnight UTC; in effect from then on. */
  readonly at: string;
  /** At least one field. */
  readonly set: FlagChange;
}

/** What one environment changes about a flag, on top of what its parents change. */
export interface FlagPatch extends FlagChange {
  /** In place of the flag's own schedule. */
  readonly schedule?: readonly ScheduledChange[];
}

/** A feature flag as it is stored. Semantics: docs/evaluation.md. */
export interface FlagDocument {
  readonly kind: 'flag';
  /** `[A-Za-z0-9][A-Za-z0-9._-]{0,127}`; also the bucketing seed unless `seed` is set. */
  readonly key: string;
  readonly type: FlagType;
  /** Default `active`. */
  readonly status?: FlagStatus;
  /** Variant name to value. A boolean flag has `{ on: true, off: false }` by default. */
  readonly variants?: { readonly [name: string]: JsonValue };
  /** Served while the flag is not active or a prerequisite fails. A boolean flag has `off` by default. */
  readonly off?: string;
  /** Served when no rule matches. A boolean flag serves `off` by default; other types must have one. */
  readonly default?: Serve;
  readonly seed?: string;
  readonly overrides?: readonly Override[];
  readonly prerequisites?: readonly Prerequisite[];
  readonly holdout?: Holdout;
  readonly rules?: readonly Rule[];
  /** Environment key to what it changes. Source: docs/environments.md. */
  readonly environments?: { readonly [environment: string]: FlagPatch };
  /** Dated changes, in any order; of two at the same instant the later one in the list wins. */
  readonly schedule?: readonly ScheduledChange[];
  /** May leave the server. Default false. */
  readonly clientSide?: boolean;
  readonly name?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly owner?: string;
  readonly metadata?: FlagMetadata;
  /** The date by which the flag should be gone from code and store. */
  readonly removeBy?: string;
}
