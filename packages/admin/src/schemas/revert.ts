import { Type } from './type.ts';
import type { RevertConflict } from '@flagstaff/core/management';
import { closed } from './common.ts';
import { COMMIT } from './commits.ts';
import type { ShownCommit } from './commits.ts';
import { named } from './named.ts';
import { PREVIEW } from './preview.ts';
import type { Preview } from './preview.ts';

/** The result of undoing a commit. */
export interface ShownRevert {
  /** Null for a dry run, and when there was nothing to undo. */
  readonly commit: ShownCommit | null;
  /** Documents that later commits changed in the same fields. */
  readonly conflicts: readonly RevertConflict[];
  /** What the revert would do. Null unless it is a dry run without conflicts. */
  readonly preview: Preview | null;
}

export const REVERT = named<ShownRevert>(
  'Revert',
  closed({
    commit: Type.Union([COMMIT, Type.Null()]),
    conflicts: Type.Array(
      closed({
        id: Type.String(),
        fields: Type.Array(Type.String()),
        version: Type.Integer({ description: '0: the document does not exist.' }),
        updatedBy: Type.Optional(Type.String()),
        updatedAt: Type.Optional(Type.String()),
      }),
    ),
    preview: Type.Union([PREVIEW, Type.Null()]),
  }),
);
