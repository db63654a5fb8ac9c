import { Type } from './type.ts';
import type { Static } from 'typebox';
import type { Comparison } from '@flagstaff/core/management';
import type { FlagCell } from '../flag-cells.ts';
import { closed, JSON_VALUE, NEXT, NULLABLE_REVISION } from './common.ts';
import { CELL, VARIANT_NAMES } from './documents.ts';
import { named } from './named.ts';

const NULLABLE_TEXT = Type.Union([Type.String(), Type.Null()]);

/** A comparison that can be shown without asking for each flag. */
export interface ShownComparison extends Comparison {
  readonly variants?: { readonly [flag: string]: readonly string[] };
}

export const COMPARISON = named<ShownComparison>(
  'Comparison',
  closed({
    from: NULLABLE_TEXT,
    to: NULLABLE_TEXT,
    flags: Type.Array(
      closed({
        flag: Type.String(),
        version: Type.Integer(),
        fields: Type.Array(closed({ field: Type.String(), from: JSON_VALUE, to: JSON_VALUE })),
      }),
    ),
    unreadable: Type.Array(Type.String()),
    variants: Type.Optional(
      Type.Record(Type.String(), VARIANT_NAMES, {
        description: 'By flag that differs. Only in answers of `GET /compare`; a promotion ignores it.',
      }),
    ),
  }),
);

/** A page of flags by environments. */
export interface Matrix {
  readonly revision: Static<typeof NULLABLE_REVISION>;
  readonly environments: readonly string[];
  readonly items: readonly {
    readonly flag: string;
    readonly variants: readonly string[];
    readonly cells: { readonly [environment: string]: FlagCell };
    readonly differs: { readonly [environment: string]: readonly string[] };
  }[];
  readonly next?: string;
}

export const MATRIX = named<Matrix>(
  'Matrix',
  closed({
    revision: NULLABLE_REVISION,
    environments: Type.Array(Type.String()),
    items: Type.Array(
      closed({
        flag: Type.String(),
        variants: VARIANT_NAMES,
        cells: Type.Record(Type.String(), CELL),
        differs: Type.Record(Type.String(), Type.Array(Type.String()), {
          description: 'By environment: the fields that differ from the flag without patches.',
        }),
      }),
    ),
    next: NEXT,
  }),
);
