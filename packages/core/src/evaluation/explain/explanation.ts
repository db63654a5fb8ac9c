// Docs: docs/explain.md
import type { TimeWindow } from '../../model/condition.ts';
import type { ErrorCode, EvaluationDetails, Reason } from '../../model/details.ts';
import type { JsonValue } from '../../model/json.ts';
import type { Revision } from '../../model/revision.ts';

/** Whether a condition holds. `notReached` when an earlier one decided. */
export type ExplainedResult = boolean | 'notReached';

/** A condition on an attribute. Values are bounded copies, or `(private)` for a private attribute. */
export interface ExplainedAttribute {
  /** The attribute's name. */
  readonly attribute: string;
  /** The operator of the condition. */
  readonly operator: string;
  /** Absent for `exists` and `not_exists`. */
  readonly expected?: JsonValue;
  /** Whether text is compared without case. Absent for false. */
  readonly ignoreCase?: boolean;
  /** Absent when the context lacks the attribute, or it was not read. */
  readonly actual?: JsonValue;
  /** Whether the condition holds. */
  readonly result: ExplainedResult;
}

/** Whether a context is in a segment, and why. */
export interface ExplainedSegment {
  /** The segment's key. */
  readonly segment: string;
  /** Whether the context is in the segment. */
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
  /** The parent segment. Absent when there is none, or it was not reached. */
  readonly parent?: ExplainedSegment;
  /** The attribute matched against members. Absent when no list was checked. */
  readonly attribute?: string;
  /** The attribute's value. Absent when the context lacks it, or it was not read. */
  readonly actual?: JsonValue;
  /** The conditions of the segment. Absent when they were not reached. */
  readonly when?: readonly ExplainedCondition[];
}

/** A time condition, at the instant of the explanation. */
export interface ExplainedTime {
  /** The window of the document. */
  readonly time: TimeWindow;
  /** Whether the instant is in the window. */
  readonly result: ExplainedResult;
}

/** A condition, in the form of the document. */
export type ExplainedCondition =
  | ExplainedAttribute
  | ExplainedSegment
  | ExplainedTime
  | {
      /** The inner conditions, which must all hold. */
      readonly all: readonly ExplainedCondition[];
      /** Whether all hold. */
      readonly result: ExplainedResult;
    }
  | {
      /** The inner conditions, of which one must hold. */
      readonly any: readonly ExplainedCondition[];
      /** Whether one holds. */
      readonly result: ExplainedResult;
    }
  | {
      /** The inner condition, which must not hold. */
      readonly not: ExplainedCondition;
      /** Whether it does not hold. */
      readonly result: ExplainedResult;
    };

/** A position in a hash space from 0 to 1. */
export interface ExplainedBucket {
  /** The attribute to bucket by. */
  readonly attribute: string;
  /** The attribute's value. Absent when the context lacks it. */
  readonly actual?: JsonValue;
  /** The bucketing seed. */
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
  /** Whether the subject is included. */
  readonly result: boolean;
}

/** A rule's range in a namespace, and the subject's bucket. */
export interface ExplainedNamespace extends ExplainedBucket {
  /** A bucket from `from`, inclusive, to `to`, exclusive, is in the range. The seed is the namespace's name. */
  readonly from: number;
  /** The end of the range, exclusive. */
  readonly to: number;
  /** Whether the bucket is in the range. */
  readonly result: boolean;
}

/** The shares of a split, and the subject's bucket. */
export interface ExplainedSplit extends ExplainedBucket {
  /** A bucket from `from`, inclusive, to `to`, exclusive, is served the variant. */
  readonly shares: readonly {
    /** The variant's name. */
    readonly variant: string;
    /** The start of the share, inclusive. */
    readonly from: number;
    /** The end of the share, exclusive. */
    readonly to: number;
  }[];
  /** Absent when there is no value to bucket. */
  readonly chosen?: string;
}

/** A variant's name, or the split that chose one. */
export type ExplainedServe = string | ExplainedSplit;

/** A rule, and why it matched or did not. */
export interface ExplainedRule {
  /** Index in the document, from 0. */
  readonly index: number;
  /** The rule's name. Absent when it has none. */
  readonly name?: string;
  /** `matched`, or the part of the rule that excluded the context. `disabled`: the rule is switched off. */
  readonly result: 'matched' | 'conditions' | 'namespace' | 'rollout' | 'disabled' | 'notReached';
  /** Absent when it matches every context, or was not reached. */
  readonly when?: readonly ExplainedCondition[];
  /** Absent when there is none, or it was not reached. */
  readonly namespace?: ExplainedNamespace;
  /** Absent when it includes every context, or was not reached. */
  readonly rollout?: ExplainedRollout;
  /** Present for the rule that matched. */
  readonly serve?: ExplainedServe;
}

/** A prerequisite, and what the other flag serves. */
export interface ExplainedPrerequisite {
  /** The key of the other flag. */
  readonly flag: string;
  /** The flag must serve one of these. */
  readonly variants: readonly string[];
  /** The served variant. Absent when there is none, or it was not reached. */
  readonly variant?: string;
  /** Whether the other flag serves one of the variants. */
  readonly result: ExplainedResult;
  /** The steps of the other flag. Absent when it was not reached, or is nested too deep, or there are too many. */
  readonly steps?: readonly ExplainedStep[];
}

/** The overrides of one attribute, and the entry for this subject. */
export interface ExplainedOverride {
  /** The attribute's name. */
  readonly attribute: string;
  /** The attribute's value. Absent when the context lacks it. */
  readonly actual?: JsonValue;
  /**
   * `decided`: the entry was served. `pinned`: another entry was served. `expired`: the entry has expired. `none`: there is
   * no entry.
   */
  readonly result: 'decided' | 'pinned' | 'expired' | 'none';
  /** The pinned variant. */
  readonly serve?: string;
}

/** The fields of every step. */
export interface ExplainedStepFields<Name extends string> {
  /** The name of the step. */
  readonly step: Name;
  /** `failed` when reading the context threw. */
  readonly result: 'decided' | 'passed' | 'notReached' | 'failed';
  /** Present for the step that decided. */
  readonly reason?: Reason;
  /** The variant of the step that decided. Absent when the caller's default is served. */
  readonly variant?: string;
  /** Present when the step decided with an error. */
  readonly errorCode?: ErrorCode;
}

/** One step of an evaluation, in the order of docs/evaluation.md. Steps that do not apply to the flag are omitted. */
export type ExplainedStep =
  /** Only when no flag can be evaluated. */
  | ExplainedStepFields<'lookup'>
  /** Only when a variant is forced, which may not exist. */
  | (ExplainedStepFields<'forced'> & {
      /** The forced variant. */
      readonly asked?: string;
    })
  | (ExplainedStepFields<'status'> & {
      /** The status of the flag. Absent when it was not reached. */
      readonly status?: string;
    })
  | (ExplainedStepFields<'prerequisites'> & {
      /** The prerequisites in order. Absent when they were not reached. */
      readonly prerequisites?: readonly ExplainedPrerequisite[];
    })
  | (ExplainedStepFields<'overrides'> & {
      /** The overrides by attribute. Absent when they were not reached. */
      readonly overrides?: readonly ExplainedOverride[];
    })
  | (ExplainedStepFields<'holdout'> & {
      /** The holdout. Absent when it was not reached. */
      readonly holdout?: ExplainedRollout;
    })
  | (ExplainedStepFields<'rules'> & {
      /** The rules in order. Absent when they were not reached. */
      readonly rules?: readonly ExplainedRule[];
    })
  | (ExplainedStepFields<'default'> & {
      /** The default of the flag. Absent when it was not reached. */
      readonly serve?: ExplainedServe;
    });

/** An evaluation as plain JSON data. Everything in it is a copy. */
export interface Explanation {
  /** The key of the explained flag. */
  readonly flagKey: string;
  /** The answer. */
  readonly details: Omit<EvaluationDetails, 'value'> & {
    /** Absent when the caller's default is served and the flag is not defined in code. */
    readonly value?: JsonValue;
  };
  /** Absent when nothing is loaded, or the documents have no revision. */
  readonly revision?: Revision;
  /** Absent for the unpatched documents. */
  readonly environment?: string;
  /** The explained instant, RFC 3339. */
  readonly at: string;
  /** The version of the flag's document. */
  readonly version?: number;
  /** The steps in order. Those after the deciding step are `notReached`. */
  readonly steps: readonly ExplainedStep[];
}
