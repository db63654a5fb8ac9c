// Docs: docs/explain.md
import type { TimeWindow } from '../../model/condition.ts';
import type { ErrorCode, EvaluationDetails, Reason } from '../../model/details.ts';
import type { JsonValue } from '../../model/json.ts';
import type { Revision } from '../../model/revision.ts';

/** Whether a condition holds. `notReached` when an earlier one decided. */
export type ExplainedResult = boolean | 'notReached';

/** A condition on an attribute. Values are bounded copies, or `(private)` for a private attribute. */
export interface ExplainedAttribute {
  readonly attribute: string;
  readonly operator: string;
  /** Absent for `exists` and `not_exists`. */
  readonly expected?: JsonValue;
  readonly ignoreCase?: boolean;
  /** Absent when the context lacks the attribute, or it was not read. */
  readonly actual?: JsonValue;
  readonly result: ExplainedResult;
}

/** Whether a context is in a segment, and why. */
export interface ExplainedSegment {
  readonly segment: string;
  readonly result: ExplainedResult;
  /**
   * What decided. `unknown`: the segment does not exist or cannot be understood. `parent`: the context is not in the parent.
   * `not a member`: there are members and no conditions, and the context is not a member. `unknown members`: the same, before
   * stored members were looked up. `everyone`: no restriction applies. Absent when not reached.
   */
  readonly by?:
    | 'unknown'
    | 'disabled'
    | 'parent'
    | 'exclude'
    | 'include'
    | 'members'
    | 'when'
    | 'not a member'
    | 'unknown members'
    | 'everyone';
  readonly parent?: ExplainedSegment;
  /** The attribute matched against members. Absent when no list was checked. */
  readonly attribute?: string;
  readonly actual?: JsonValue;
  readonly when?: readonly ExplainedCondition[];
}

/** A time condition, at the instant of the explanation. */
export interface ExplainedTime {
  readonly time: TimeWindow;
  readonly result: ExplainedResult;
}

/** A condition, in the form of the document. */
export type ExplainedCondition =
  | ExplainedAttribute
  | ExplainedSegment
  | ExplainedTime
  | { readonly all: readonly ExplainedCondition[]; readonly result: ExplainedResult }
  | { readonly any: readonly ExplainedCondition[]; readonly result: ExplainedResult }
  | { readonly not: ExplainedCondition; readonly result: ExplainedResult };

/** A position in a hash space from 0 to 1. */
export interface ExplainedBucket {
  readonly attribute: string;
  readonly actual?: JsonValue;
  readonly seed: string;
  /**
   * From 0, inclusive, to 1, exclusive. Absent when there is no value to bucket. `(private)` when it would reveal the
   * attribute's value.
   */
  readonly bucket?: number | '(private)';
}

/** A share of subjects, of a rollout or a holdout. */
export interface ExplainedRollout extends ExplainedBucket {
  /** The percentage at the instant, for a ramp. */
  readonly percentage: number;
  /** Lower buckets are included: the percentage as a fraction of 1, rounded down to a whole hash. */
  readonly threshold: number;
  readonly result: boolean;
}

export interface ExplainedNamespace extends ExplainedBucket {
  /** A bucket from `from`, inclusive, to `to`, exclusive, is in the range. The seed is the namespace's name. */
  readonly from: number;
  readonly to: number;
  readonly result: boolean;
}

export interface ExplainedSplit extends ExplainedBucket {
  /** A bucket from `from`, inclusive, to `to`, exclusive, is served the variant. */
  readonly shares: readonly { readonly variant: string; readonly from: number; readonly to: number }[];
  /** Absent when there is no value to bucket. */
  readonly chosen?: string;
}

/** A variant's name, or the split that chose one. */
export type ExplainedServe = string | ExplainedSplit;

export interface ExplainedRule {
  /** Index in the document, from 0. */
  readonly index: number;
  readonly name?: string;
  readonly result: 'matched' | 'conditions' | 'namespace' | 'rollout' | 'notReached';
  /** Absent when it matches every context, or was not reached. */
  readonly when?: readonly ExplainedCondition[];
  /** Absent when there is none, or it was not reached. */
  readonly namespace?: ExplainedNamespace;
  /** Absent when it includes every context, or was not reached. */
  readonly rollout?: ExplainedRollout;
  /** Present for the rule that matched. */
  readonly serve?: ExplainedServe;
}

export interface ExplainedPrerequisite {
  readonly flag: string;
  /** The flag must serve one of these. */
  readonly variants: readonly string[];
  /** The served variant. Absent when there is none, or it was not reached. */
  readonly variant?: string;
  readonly result: ExplainedResult;
  /** The steps of the other flag. Absent when it was not reached, or is nested too deep, or there are too many. */
  readonly steps?: readonly ExplainedStep[];
}

export interface ExplainedOverride {
  readonly attribute: string;
  readonly actual?: JsonValue;
  readonly result: 'decided' | 'pinned' | 'expired' | 'none';
  /** The pinned variant. */
  readonly serve?: string;
}

interface StepOf<Name extends string> {
  readonly step: Name;
  /** `failed` when reading the context threw. */
  readonly result: 'decided' | 'passed' | 'notReached' | 'failed';
  /** Present for the step that decided. */
  readonly reason?: Reason;
  /** The variant of the step that decided. Absent when the caller's default is served. */
  readonly variant?: string;
  readonly errorCode?: ErrorCode;
}

/** One step of an evaluation, in the order of docs/evaluation.md. Steps that do not apply to the flag are omitted. */
export type ExplainedStep =
  /** Only when no flag can be evaluated. */
  | StepOf<'lookup'>
  /** Only when a variant is forced. `asked` may not exist. */
  | (StepOf<'forced'> & { readonly asked?: string })
  | (StepOf<'status'> & { readonly status?: string })
  | (StepOf<'prerequisites'> & { readonly prerequisites?: readonly ExplainedPrerequisite[] })
  | (StepOf<'overrides'> & { readonly overrides?: readonly ExplainedOverride[] })
  | (StepOf<'holdout'> & { readonly holdout?: ExplainedRollout })
  | (StepOf<'rules'> & { readonly rules?: readonly ExplainedRule[] })
  | (StepOf<'default'> & { readonly serve?: ExplainedServe });

/** An evaluation as plain JSON data. Everything in it is a copy. */
export interface Explanation {
  readonly flagKey: string;
  /** The answer. `value` is absent when the caller's default is served and the flag is not defined in code. */
  readonly details: Omit<EvaluationDetails, 'value'> & { readonly value?: JsonValue };
  /** Absent when nothing is loaded, or the documents have no revision. */
  readonly revision?: Revision;
  /** Absent for the unpatched documents. */
  readonly environment?: string;
  /** The explained instant, RFC 3339. */
  readonly at: string;
  /** The version of the flag's document. */
  readonly version?: number;
  readonly steps: readonly ExplainedStep[];
}
