import type { EvaluationContext } from '../model/context.ts';
import type { FlagType } from '../model/flag.ts';
import type { Attribute } from '../targeting/attribute.ts';
import type { CompiledNamespace } from './compile/namespace.ts';
import type { Outcome, Outcomes } from './compile/outcome.ts';
import type { OverrideTable } from './compile/overrides.ts';
import type { CompiledHoldout, CompiledRollout, CompiledServe } from './compile/serve.ts';
import type { KnownMembers } from './known-members.ts';

/** Something compiled when it is first asked for, or the reason why it cannot be. */
export interface CompiledEntry<Compiled> {
  /** Why the document cannot be evaluated; undefined: it can. */
  readonly problem: string | undefined;
  readonly compiled: Compiled;
  /** It has been compiled: somebody has asked for it. */
  readonly touched: boolean;
}

/** What evaluation reads of a ruleset. Flags find each other and segments here, so that a change to one recompiles no other. */
export interface Definitions {
  readonly loaded: boolean;
  /** Whose patches are on the flags; undefined: the documents as they are. */
  readonly environment: string | undefined;
  readonly flags: ReadonlyMap<string, CompiledEntry<CompiledFlag>>;
  readonly segments: ReadonlyMap<string, CompiledEntry<CompiledSegment>>;
}

/** All that an answer depends on, besides the flag. */
export interface Scope {
  readonly ruleset: Definitions;
  readonly context: EvaluationContext;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Flag key to variant: served whatever else the flag says. */
  readonly forcedVariants: ReadonlyMap<string, string> | undefined;
  /** What is known of stored members; undefined: nothing. */
  readonly members: KnownMembers | undefined;
}

// The kinds of compiled conditions: small numbers, which a switch jumps by.
export const EQUALS = 0;
export const IS_ONE_OF = 1;
export const IS_WITHIN = 2;
export const PASSES = 3;
export const SEGMENT = 4;
export const NOT = 5;
export const EVERY = 6;
export const SOME = 7;
export const HOLDS = 8;

/** A condition, ready to be tested. One shape for all kinds: `holds` reads them without asking what they look like. */
export interface CompiledCondition {
  readonly kind: number;
  /** What the first four kinds look at. */
  readonly attribute: Attribute | undefined;
  /** By kind: a value, a set of values, a range of numbers, a test of the value; a segment's key; a condition, a list of them, or a test of the scope. */
  readonly operand: unknown;
}

export interface CompiledPrerequisite {
  readonly flag: string;
  readonly variants: ReadonlySet<string>;
}

export interface CompiledRule {
  /** Undefined: it matches everyone. */
  readonly when: readonly CompiledCondition[] | undefined;
  /** Undefined: it shares its subjects with nobody. */
  readonly namespace: CompiledNamespace | undefined;
  /** Undefined: it includes everyone. */
  readonly rollout: CompiledRollout | undefined;
  readonly serve: CompiledServe;
}

/** Rules in the order of the document: the first that matches answers. */
export interface RuleList {
  readonly rules: readonly CompiledRule[];
  /** Undefined: their conditions are tested one by one. */
  readonly ranges: RuleRanges | undefined;
}

/** The conditions of rules that ask for nothing but a range of numbers, all of the same attribute. */
export interface RuleRanges {
  readonly attribute: Attribute;
  /** The least and the most of each rule in turn. */
  readonly limits: Float64Array;
}

/** A flag from an instant on, until the next one. */
export interface TimelineEntry {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly flag: CompiledFlag;
}

/**
 * The rules of a flag by the value that they want of one attribute, where most of them want one: a check looks the value up and
 * tries only the rules that may match. Which rule is the first that does is not changed by it.
 */
export interface RuleIndex {
  readonly attribute: Attribute;
  /** The rules that want a value, and those that want none; all in the order of the document. */
  readonly byValue: ReadonlyMap<unknown, RuleList>;
  /** Those that want no value. */
  readonly others: RuleList;
}

/** A flag, ready to answer. The fields are in the order in which checks read them, so that what is read together lies together. */
export interface CompiledFlag {
  /** The answer that it gives everybody, unless one is forced on it; undefined: it depends. */
  readonly constant: Outcome | undefined;
  readonly type: FlagType;
  /** What becomes of it, first to last; undefined: it has no schedule. */
  readonly timeline: readonly TimelineEntry[] | undefined;
  /** The answer of a flag that is not active; undefined: it is. */
  readonly disabled: Outcome | undefined;
  /** Undefined: it has none. */
  readonly prerequisites: readonly CompiledPrerequisite[] | undefined;
  readonly overrides: OverrideTable | undefined;
  /** Undefined: nobody is held out. */
  readonly holdout: CompiledHoldout | undefined;
  /** Undefined: it has none. */
  readonly rules: readonly CompiledRule[] | undefined;
  /** As in a `RuleList`. */
  readonly ranges: RuleRanges | undefined;
  /** A shorter way through the rules; undefined: there is none. */
  readonly ruleIndex: RuleIndex | undefined;
  readonly fallback: CompiledServe;
  /** Undefined: it has no prerequisites. */
  readonly prerequisiteFailed: Outcome | undefined;
  readonly outcomes: Outcomes;
  readonly archived: boolean;
  /** It may leave the server. */
  readonly clientSide: boolean;
}

export interface CompiledSegment {
  readonly enabled: boolean;
  readonly parent: string | undefined;
  readonly by: Attribute;
  readonly include: ReadonlySet<string> | undefined;
  readonly exclude: ReadonlySet<string> | undefined;
  /** More members are in the store. */
  readonly stored: boolean;
  /** Undefined: everyone, unless members are listed. */
  readonly when: readonly CompiledCondition[] | undefined;
}
