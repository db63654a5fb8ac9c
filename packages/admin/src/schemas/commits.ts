import { Type } from './type.ts';
import type { DocumentId, Revision, StoredDocument } from '@flagstaff/core';
import type { DocumentDifference } from '@flagstaff/core/management';
import { closed, JSON_VALUE, NEXT, REVISION, STORED } from './common.ts';
import { named } from './named.ts';

/** A field that differs between two versions of a document. */
export type FieldDiff = DocumentDifference;

export const FIELD_DIFF = named<FieldDiff>(
  'FieldDiff',
  closed({ field: Type.String(), from: JSON_VALUE, to: JSON_VALUE }),
);

/** The effect of a commit on one document. */
export interface ShownChange {
  /** The id of the document. */
  readonly id: DocumentId;
  /** The document before. Null when it did not exist. */
  readonly before: StoredDocument | null;
  /** The document after. Null when it was deleted. */
  readonly after: StoredDocument | null;
  /** The fields that differ. */
  readonly fields: readonly FieldDiff[];
}

/** A commit with the fields that it changed. */
export interface ShownCommit {
  /** The revision that the commit made. */
  readonly revision: Revision;
  /** The token of the previous revision. Null for the first commit. */
  readonly previous: string | null;
  /** ISO 8601, UTC. For display only. */
  readonly at: string;
  /** Who wrote. Absent when unknown. */
  readonly actor?: string;
  /** Why. Absent when not given. */
  readonly comment?: string;
  /** What it was written through, such as `api`. Absent when unknown. */
  readonly via?: string;
  /** The changed documents. */
  readonly changes: readonly ShownChange[];
  /** The number of further documents that it changed, which are not listed. Absent when all are. */
  readonly others?: number;
}

export const COMMIT = named<ShownCommit>(
  'Commit',
  closed({
    revision: REVISION,
    previous: Type.Union([Type.String(), Type.Null()]),
    at: Type.String(),
    actor: Type.Optional(Type.String()),
    comment: Type.Optional(Type.String()),
    via: Type.Optional(Type.String()),
    changes: Type.Array(
      closed({
        id: Type.String(),
        before: Type.Union([STORED, Type.Null()]),
        after: Type.Union([STORED, Type.Null()]),
        fields: Type.Array(FIELD_DIFF),
      }),
    ),
    others: Type.Optional(
      Type.Integer({
        minimum: 1,
        description: 'The number of further documents that it changed, which are not listed.',
      }),
    ),
  }),
);

/** A page of commits. */
export interface CommitList {
  readonly items: readonly ShownCommit[];
  readonly next?: string;
  readonly position?: string;
  readonly truncated?: boolean;
}

export const COMMITS = named<CommitList>(
  'CommitList',
  closed({
    items: Type.Array(COMMIT),
    next: NEXT,
    position: Type.Optional(
      Type.String({ description: 'With `after`: pass it as `after` to continue, now or later.' }),
    ),
    truncated: Type.Optional(Type.Boolean({ description: 'The history no longer has all commits that belong here.' })),
  }),
);
