// Docs: docs/explain.md
import type { TimeWindow } from '../../model/condition.ts';
import type { ErrorCode, EvaluationDetails, Reason } from '../../model/details.ts';
import type { JsonValue } from '../../model/json.ts';
import type { Revision } from '../../model/revision.ts';

/** Whether a condition holds; `notReached`: what came before it had decided. */
export type ExplainedResult = boolean | 'notReached';

/** A condition on an attribute. Bounded copies; `(private)` in place of both values where the attribute is private. */
export interface ExplainedAttribute {
  readonly attribute: string;
  readonly operator: string;
  /** Absent for `exists` and `not_exists`. */
  readonly expected?: JsonValue;
  readonly ignoreCase?: boolean;
  /** Absent: the context has no such attribute, or it was not asked. */
  readonly actual?: JsonValue;
  readonly result: ExplainedResult;
}

/** A context in a segment or not, and why. */
export interface ExplainedSegment {
  readonly segment: string;
  readonly result: ExplainedResult;
  /**
   * What decided: the segment does not exist or cannot be understood, is disabled, the context is not in the parent, is excluded,
   * is included, is a stored member, its conditions; `nobody else`: it is not among the members, and there are no conditions;
   * `unknown members`: the same, of members that had not been looked up; `everyone`: nothing keeps anybody out. Absent when not
   * reached.
   */
  readonly by?:
    | 'unknown'
    | 'disabled'
    | 'parent'
    | 'exclude'
    | 'include'
    | 'members'
    | 'when'
    | 'nobody else'
    | 'unknown members'
    | 'everyone';
  readonly parent?: ExplainedSegment;
  /** The attribute that members are values of; absent when no list of them was asked. */
  readonly attribute?: string;
  readonly actual?: JsonValue;
  readonly when?: readonly ExplainedCondition[];
}

/** A condition on the clock, for the instant of the explanation. */
export interface ExplainedTime {
  readonly time: TimeWindow;
  readonly result: ExplainedResult;
}

/** A condition, in the shape of the document's. */
export type ExplainedCondition =
  | ExplainedAttribute
  | ExplainedSegment
  | ExplainedTime
  | { readonly all: readonly ExplainedCondition[]; readonly result: ExplainedResult }
  | { readonly any: readonly ExplainedCondition[]; readonly result: ExplainedResult }
  | { readonly not: ExplainedCondition; readonly result: ExplainedResult };

/** Where somebody is in a hash space from 0 to 1. */
export interface ExplainedBucket {
  readonly attribute: string;
  readonly actual?: JsonValue;
  readonly seed: string;
  /** 0 to less than 1, exactly; absent: there is no value to bucket. `(private)`: it would tell the attribute's value. */
  readonly bucket?: number | '(private)';
}

/** A share of the subjects: of a rollout, or of a holdout. */
export interface ExplainedRollout extends ExplainedBucket {
  /** As it is at the instant, where it rises over time. */
  readonly percentage: number;
  /** Buckets below are in: the percentage as a part of 1, cut to a whole hash. */
  readonly threshold: number;
  readonly result: boolean;
}

export interface ExplainedNamespace extends ExplainedBucket {
  /** A bucket of `from` or more and less than `to` is in the range. The seed is the namespace's name. */
  readonly from: number;
  readonly to: number;
  readonly result: boolean;
}

export interface ExplainedSplit extends ExplainedBucket {
  /** A bucket of `from` or more and less than `to` gets the variant. */
  readonly shares: readonly { readonly variant: string; readonly from: number; readonly to: number }[];
  /** Absent: there is no value to bucket. */
  readonly chosen?: string;
}

/** The name of a variant, or the split that chose one. */
export type ExplainedServe = string | ExplainedSplit;

export interface ExplainedRule {
  /** Place in the document, from 0. */
  readonly index: number;
  readonly name?: string;
  readonly result: 'matched' | 'conditions' | 'namespace' | 'rollout' | 'notReached';
  /** Absent: it matches everyone, or was not reached. */
  readonly when?: readonly ExplainedCondition[];
  /** Absent: it has none, or was not reached. */
  readonly namespace?: ExplainedNamespace;
  /** Absent: it includes everyone, or was not reached. */
  readonly rollout?: ExplainedRollout;
  /** Of the rule that matched. */
  readonly serve?: ExplainedServe;
}

export interface ExplainedPrerequisite {
  readonly flag: string;
  /** One of these has to be served. */
  readonly variants: readonly string[];
  /** What is served; absent: no variant, or not reached. */
  readonly variant?: string;
  readonly result: ExplainedResult;
  /** How the other flag came to it; absent when not reached, or too deep or too many to list. */
  readonly steps?: readonly ExplainedStep[];
}

export interface ExplainedOverride {
  readonly attribute: string;
  readonly actual?: JsonValue;
  readonly result: 'decided' | 'pinned' | 'expired' | 'none';
  /** What it pins to. */
  readonly serve?: string;
}

interface StepOf<Name extends string> {
  readonly step: Name;
  /** `failed`: reading the context threw. */
  readonly result: 'decided' | 'passed' | 'notReached' | 'failed';
  /** Of the step that decided. */
  readonly reason?: Reason;
  /** Of the step that decided; absent: the caller's default is served. */
  readonly variant?: string;
  readonly errorCode?: ErrorCode;
}

/** One step of an evaluation, in the order of docs/evaluation.md; steps that the flag does not have are not listed. */
export type ExplainedStep =
  /** Only when there is no flag that can answer. */
  | StepOf<'lookup'>
  /** Only when a variant is forced for quality assurance; `asked` need not exist. */
  | (StepOf<'forced'> & { readonly asked?: string })
  | (StepOf<'status'> & { readonly status?: string })
  | (StepOf<'prerequisites'> & { readonly prerequisites?: readonly ExplainedPrerequisite[] })
  | (StepOf<'overrides'> & { readonly overrides?: readonly ExplainedOverride[] })
  | (StepOf<'holdout'> & { readonly holdout?: ExplainedRollout })
  | (StepOf<'rules'> & { readonly rules?: readonly ExplainedRule[] })
  | (StepOf<'default'> & { readonly serve?: ExplainedServe });

/** A decision as plain data: everything in it is JSON, and a copy. */
export interface Explanation {
  readonly flagKey: string;
  /** The answer; `value` is absent where the caller's default is served and the flag is not defined. */
  readonly details: Omit<EvaluationDetails, 'value'> & { readonly value?: JsonValue };
  /** Absent: nothing is loaded, or documents came without one. */
  readonly revision?: Revision;
  /** Absent: the documents as they are. */
  readonly environment?: string;
  /** The instant that it is explained for, RFC 3339. */
  readonly at: string;
  /** Of the flag's document. */
  readonly version?: number;
  readonly steps: readonly ExplainedStep[];
}
