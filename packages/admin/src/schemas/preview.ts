import type { EvaluationContext } from '@flagstaff/core';
import { Type } from './type.ts';
import type { MovedShare, PreviewConflict } from '@flagstaff/core/management';
import { closed, JSON_VALUE } from './common.ts';
import { FIELD_DIFF } from './commits.ts';
import type { FieldDiff } from './commits.ts';
import { named } from './named.ts';

/** What a change does in one environment. */
interface PreviewedEnvironment {
  /** The environment, or `*` for the documents without patches. */
  readonly environment: string;
  /** The flags that may serve something else there. */
  readonly flags: readonly string[];
  /** The fields of the flag that differ there. Empty for a segment. */
  readonly fields: readonly FieldDiff[];
  /** Whether the caller may make this change. */
  readonly allowed: boolean;
}

/** The users who move within a group: those that match one rule's conditions. */
export interface ShownShare extends Omit<MovedShare, 'environment'> {
  /** The environment, or `*` for the documents without patches. */
  readonly environment: string;
}

/** What changes would do. */
export interface Preview {
  /** Whether the changes can be written. */
  readonly valid: boolean;
  /** What is wrong with them. */
  readonly problems: readonly {
    /** A JSONPath within the document. */
    readonly path: string;
    /** What is wrong. */
    readonly message: string;
    /** The kind of fault. */
    readonly fault?: string;
    /** The id of the document with the fault. Absent when it has none. */
    readonly id?: string;
  }[];
  /** The changed documents that are no longer at the version that the change expects. */
  readonly conflicts: readonly PreviewConflict[];
  /** Whether the caller may make all of them. */
  readonly allowed: boolean;
  /** The effect by document and environment. */
  readonly affected: readonly {
    /** The id of the changed document. */
    readonly id: string;
    /** The environments in which it may change what is served. */
    readonly environments: readonly PreviewedEnvironment[];
  }[];
  /** The exact share of the users that moves from one variant to another, where rules or defaults change. */
  readonly shares: readonly ShownShare[];
  /** Who is served another variant, by environment. Absent without contexts, and for deletions. */
  readonly flips?: readonly {
    /** The environment, or `*` for the documents without patches. */
    readonly environment: string;
    /** The number of contexts. */
    readonly contexts: number;
    /** How many of them change, by flag. */
    readonly flags: { readonly [flag: string]: number };
    /** Up to 200 of the changes. Empty for viewers. */
    readonly examples: readonly {
      /** The key of the flag. */
      readonly flag: string;
      /** The position of the context. */
      readonly index: number;
      /** The context, if it is of the application's sample. */
      readonly context?: EvaluationContext;
      /** The variant before. Null for the caller's default. */
      readonly from: string | null;
      /** The variant after. Null for the caller's default. */
      readonly to: string | null;
    }[];
  }[];
}

/** A context to evaluate. */
export const CONTEXT = Type.Record(Type.String(), JSON_VALUE);

const VARIANT = Type.Union([Type.String(), Type.Null()]);
const INDEXES = Type.Array(Type.Integer());

/** A fault of a document to write. */
export const DOCUMENT_PROBLEM = closed({
  path: Type.String(),
  message: Type.String(),
  fault: Type.Optional(Type.String()),
  id: Type.Optional(Type.String()),
});

const SHARE = named<ShownShare>(
  'MovedShare',
  closed({
    flag: Type.String(),
    environment: Type.String(),
    when: JSON_VALUE,
    rules: closed({ before: INDEXES, after: INDEXES }),
    moved: Type.Union([Type.Number(), Type.Null()], {
      description: 'The share of the group that moves, from 0 to 1. Null with too many ranges to compute it.',
    }),
    moves: Type.Array(closed({ from: VARIANT, to: VARIANT, share: Type.Number() })),
  }),
);

export const PREVIEW = named<Preview>(
  'Preview',
  closed({
    valid: Type.Boolean(),
    problems: Type.Array(DOCUMENT_PROBLEM),
    conflicts: Type.Array(
      closed({
        change: Type.Integer({ description: 'The index of the change.' }),
        id: Type.String(),
        ifVersion: Type.Integer(),
        version: Type.Integer({ description: 'The version in the store. 0: the document does not exist.' }),
        updatedBy: Type.Optional(Type.String()),
        updatedAt: Type.Optional(Type.String()),
      }),
    ),
    allowed: Type.Boolean(),
    affected: Type.Array(
      closed({
        id: Type.String(),
        environments: Type.Array(
          closed({
            environment: Type.String(),
            flags: Type.Array(Type.String()),
            fields: Type.Array(FIELD_DIFF),
            allowed: Type.Boolean(),
          }),
        ),
      }),
    ),
    shares: Type.Array(SHARE),
    flips: Type.Optional(
      Type.Array(
        closed({
          environment: Type.String(),
          contexts: Type.Integer(),
          flags: Type.Record(Type.String(), Type.Integer()),
          examples: Type.Array(
            closed({
              flag: Type.String(),
              index: Type.Integer(),
              context: Type.Optional(CONTEXT),
              from: VARIANT,
              to: VARIANT,
            }),
          ),
        }),
      ),
    ),
  }),
);

/** Whether a preview counts the flips of the application's users. */
export const AUDIENCE = Type.Boolean({ description: "For a preview: use the application's sample of contexts." });
