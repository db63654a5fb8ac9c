import type { When } from '../model/condition.ts';
import type { EvaluationContext } from '../model/context.ts';
import type { Reason } from '../model/details.ts';
import type { DocumentId } from '../model/document.ts';
import type { JsonValue } from '../model/json.ts';
import type { ValidationIssue } from '../model/problem.ts';
import type { Revision } from '../model/revision.ts';

/** The options of `preview`. */
export interface PreviewOptions {
  /** Contexts to evaluate before and after the changes. Defaults to none. */
  readonly contexts?: readonly EvaluationContext[] | undefined;
  /** The instant to compare at. Defaults to now. */
  readonly at?: Date | undefined;
  /** The environments to compare. Null stands for the unpatched documents. Defaults to all, and null. */
  readonly environments?: readonly (string | null)[] | undefined;
}

/** A fault that keeps the changes from being written. */
export interface PreviewIssue extends ValidationIssue {
  /** Index of the change. Null for a document that the changes do not contain, such as one that references a deleted one. */
  readonly change: number | null;
  /** The id of the document with the fault. Null when it has none. */
  readonly id: DocumentId | null;
}

/** A change whose document is not at the version that the change expects. */
export interface PreviewConflict {
  /** Index of the change. */
  readonly change: number;
  /** The id of the document. */
  readonly id: DocumentId;
  /** The version that the change expects. 0 for a new document. */
  readonly ifVersion: number;
  /** The version in the store. 0 when the document does not exist. */
  readonly version: number;
  /** Who wrote that version. Absent when unknown. */
  readonly updatedBy?: string;
  /** When that version was written. Absent when the document does not exist. */
  readonly updatedAt?: string;
}

/** A field whose value decides what a flag serves. */
export type EffectiveField =
  | 'status'
  | 'off'
  | 'default'
  | 'overrides'
  | 'rules'
  | 'schedule'
  | 'type'
  | 'variants'
  | 'seed'
  | 'prerequisites'
  | 'holdout'
  | 'clientSide'
  | 'metadata';

/** A field that differs after the changes, in one environment. `null` when the document omits an optional field. */
export interface EffectiveDifference {
  /** The name of the field. */
  readonly field: EffectiveField;
  /** The value before the changes. */
  readonly from: JsonValue;
  /** The value after the changes. */
  readonly to: JsonValue;
}

/** A flag that the changes affect in an environment. */
export interface AffectedFlag {
  /** The key of the flag. */
  readonly flag: string;
  /** The environment. Null for the unpatched documents. */
  readonly environment: string | null;
  /** Whether the flag is new, deleted, or exists before and after. */
  readonly change: 'created' | 'deleted' | 'changed';
  /** The fields of the flag that differ there. Empty when only documents that it uses differ. */
  readonly fields: readonly EffectiveDifference[];
  /** The changed documents that affect it there: its own, its environment, or those that it uses, directly or through others. */
  readonly causes: readonly DocumentId[];
}

/** A part of the subjects that moves from one variant to another. */
export interface Move {
  /** The variant before the changes. Null for the caller's default. */
  readonly from: string | null;
  /** The variant after the changes. Null for the caller's default. */
  readonly to: string | null;
  /** 0 to 1: exact, by the ranges of hashes. */
  readonly share: number;
}

/** The subjects that move within a group: those that match one rule's conditions and no other's. */
export interface MovedShare {
  /** The key of the flag. */
  readonly flag: string;
  /** The environment. Null for the unpatched documents. */
  readonly environment: string | null;
  /** The conditions of the group. Null for the subjects that match no conditions. */
  readonly when: When | null;
  /** The indexes of the rules with these conditions, in the document of the environment. */
  readonly rules: {
    /** Before the changes. */
    readonly before: readonly number[];
    /** After the changes. */
    readonly after: readonly number[];
  };
  /** The share of the group that moves, from 0 to 1. Null when there are too many ranges to compute it. */
  readonly moved: number | null;
  /** The parts that move, largest first. */
  readonly moves: readonly Move[];
}

/** A variant and its reason, for one context. */
export interface VariantAndReason {
  /** Absent when the caller's default is served. */
  readonly variant?: string;
  /** Why the variant is served. */
  readonly reason: Reason;
}

/** The number of contexts that move from one variant to another. */
export interface FlipCount {
  /** The key of the flag. */
  readonly flag: string;
  /** The environment. Null for the unpatched documents. */
  readonly environment: string | null;
  /** The variant before the changes. Null for the caller's default. */
  readonly from: string | null;
  /** The variant after the changes. Null for the caller's default. */
  readonly to: string | null;
  /** The number of contexts. */
  readonly count: number;
}

/** A context that moves from one variant to another. */
export interface FlipExample {
  /** The key of the flag. */
  readonly flag: string;
  /** The environment. Null for the unpatched documents. */
  readonly environment: string | null;
  /** Index of the context. */
  readonly index: number;
  /** A bounded copy of the context, without the values of private attributes. */
  readonly context: { readonly [attribute: string]: JsonValue };
  /** What is served before the changes. */
  readonly from: VariantAndReason;
  /** What would be served after the changes. */
  readonly to: VariantAndReason;
}

/** The contexts that move. */
export interface Flips {
  /** The number of contexts that were evaluated. */
  readonly contexts: number;
  /** How many move, by flag, environment and pair of variants. */
  readonly counts: readonly FlipCount[];
  /** The first 200 of them. */
  readonly examples: readonly FlipExample[];
}

/** What changes would do, as plain JSON. */
export interface Preview {
  /** The revision that the changes were compared with. Absent for an empty store. */
  readonly revision?: Revision;
  /** The instant of the comparison. RFC 3339. */
  readonly at: string;
  /** What keeps the changes from being written. With any, nothing below is computed. */
  readonly issues: readonly PreviewIssue[];
  /** The documents that have moved since the changes were made. */
  readonly conflicts: readonly PreviewConflict[];
  /** The flags that may serve something else, in each environment. */
  readonly affected: readonly AffectedFlag[];
  /** The shares of the subjects that move, where rules or defaults change. Groups in which nothing moves are left out. */
  readonly shares: readonly MovedShare[];
  /** The contexts that move. Absent without contexts. */
  readonly flips?: Flips;
}
