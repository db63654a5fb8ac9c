import type { EvaluationContext } from '../model/context.ts';
import type { FlagType } from '../model/flag.ts';
import type { Attribute } from '../targeting/attribute.ts';
import type { CompiledNamespace } from './compile/namespace.ts';
import type { Outcome, Outcomes } from './compile/outcome.ts';
import type { OverrideTable } from './compile/overrides.ts';
import type { CompiledHoldout, CompiledRollout, CompiledServe, OnMissingValue } from './compile/serve.ts';
import type { KnownMembers } from './known-members.ts';

/** A compiled document, created on first use, or the reason why it cannot be. */
export interface CompiledEntry<Compiled> {
  /** Why the document cannot be evaluated. Undefined when it can. */
  readonly problem: string | undefined;
  readonly compiled: Compiled;
  /** Whether it has been compiled, and so evaluated. */
  readonly touched: boolean;
}

/**
 * The parts of a ruleset that evaluation reads. Flags look up each other and segments here, so a change to one recompiles no
 * other.
 */
export interface Definitions {
  readonly loaded: boolean;
  /** The environment whose patches are applied. Undefined for the unpatched documents. */
  readonly environment: string | undefined;
  readonly flags: ReadonlyMap<string, CompiledEntry<CompiledFlag>>;
  readonly segments: ReadonlyMap<string, CompiledEntry<CompiledSegment>>;
}

/** Everything an answer depends on, in addition to the flag. */
export interface Scope {
  readonly ruleset: Definitions;
  readonly context: EvaluationContext;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Flag key to variant, served regardless of the flag. */
  readonly forcedVariants: ReadonlyMap<string, string> | undefined;
  /** Known stored members. Undefined when none are known. */
  readonly members: KnownMembers | undefined;
  /** Undefined in production. */
  readonly onMissingValue?: OnMissingValue | undefined;
}

// Kinds of compiled conditions: small numbers, for a jump table.
export const EQUALS = 0;
export const IS_ONE_OF = 1;
export const IS_WITHIN = 2;
export const PASSES = 3;
export const SEGMENT = 4;
export const NOT = 5;
export const EVERY = 6;
export const SOME = 7;
export const HOLDS = 8;

/** A compiled condition. All kinds have one shape, so that `holds` stays monomorphic. */
export interface CompiledCondition {
  readonly kind: number;
  /** The attribute that the first four kinds test. */
  readonly attribute: Attribute | undefined;
  /**
   * By kind: a value, a set of values, a range of numbers, a test of the value; a segment's key; a condition, a list of
   * conditions, or a test of the scope.
   */
  readonly operand: unknown;
}

export interface CompiledPrerequisite {
  readonly flag: string;
  readonly variants: ReadonlySet<string>;
}

export interface CompiledRule {
  /** Undefined when it matches every context. */
  readonly when: readonly CompiledCondition[] | undefined;
  /** Undefined without a namespace. */
  readonly namespace: CompiledNamespace | undefined;
  /** Undefined when it includes every context. */
  readonly rollout: CompiledRollout | undefined;
  readonly serve: CompiledServe;
}

/** Rules in document order. The first match answers. */
export interface RuleList {
  readonly rules: readonly CompiledRule[];
  /** Undefined when conditions are tested one by one. */
  readonly ranges: RuleRanges | undefined;
}

/** The conditions of rules that only test a range of one attribute. */
export interface RuleRanges {
  readonly attribute: Attribute;
  /** The lower and upper limit of each rule in turn. */
  readonly limits: Float64Array;
}

/** A flag from an instant on, until the next entry. */
export interface TimelineEntry {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly flag: CompiledFlag;
}

/**
 * Rules by the value they require of one attribute. A check tries only the rules that may match. Does not change which rule is
 * the first match.
 */
export interface RuleIndex {
  readonly attribute: Attribute;
  /** The rules that require a value together with those that require none, in document order. */
  readonly byValue: ReadonlyMap<unknown, RuleList>;
  /** The rules that require no value. */
  readonly others: RuleList;
}

/** A compiled flag. Fields are ordered as checks read them, for memory locality. */
export interface CompiledFlag {
  /** The answer for every context, unless a variant is forced. Undefined when it depends on the context. */
  readonly constant: Outcome | undefined;
  readonly type: FlagType;
  /** Future states, in order. Undefined without a schedule. */
  readonly timeline: readonly TimelineEntry[] | undefined;
  /** The answer of an inactive flag. Undefined when the flag is active. */
  readonly disabled: Outcome | undefined;
  /** Undefined when there are none. */
  readonly prerequisites: readonly CompiledPrerequisite[] | undefined;
  readonly overrides: OverrideTable | undefined;
  /** Undefined without a holdout. */
  readonly holdout: CompiledHoldout | undefined;
  /** Undefined when there are none. */
  readonly rules: readonly CompiledRule[] | undefined;
  /** As in `RuleList`. */
  readonly ranges: RuleRanges | undefined;
  /** A shortcut through the rules, if any. */
  readonly ruleIndex: RuleIndex | undefined;
  readonly fallback: CompiledServe;
  /** Undefined without prerequisites. */
  readonly prerequisiteFailed: Outcome | undefined;
  readonly outcomes: Outcomes;
  readonly archived: boolean;
  /** Whether the flag may be sent to browsers. */
  readonly clientSide: boolean;
}

export interface CompiledSegment {
  readonly enabled: boolean;
  readonly parent: string | undefined;
  readonly by: Attribute;
  readonly include: ReadonlySet<string> | undefined;
  readonly exclude: ReadonlySet<string> | undefined;
  /** Whether the store keeps further members. */
  readonly stored: boolean;
  /** Undefined when every context matches, unless members are listed. */
  readonly when: readonly CompiledCondition[] | undefined;
}
