import { Type } from './type.ts';
import type { Static } from 'typebox';
import type { DocumentKind, FlagType, Serve } from '@flagstaff/core';
import type { FlagCell } from '../flag-cells.ts';
import { FLAG_STATES } from '../flag-states.ts';
import type { FlagState } from '../flag-states.ts';
import { closed, NEXT, NULLABLE_REVISION, STORED } from './common.ts';
import { named } from './named.ts';

const SERVE = Type.Unsafe<Serve>(
  Type.Union([Type.String(), Type.Object({ split: Type.Record(Type.String(), Type.Number()) })]),
);
export const STATE = Type.Unsafe<FlagState>(Type.Enum([...FLAG_STATES]));
export const STATUS = Type.Enum(['active', 'inactive', 'archived']);
export const KIND = Type.Unsafe<DocumentKind>(Type.Enum(['flag', 'segment', 'environment']));

export const CELL = named<FlagCell>(
  'FlagCell',
  closed({
    state: STATE,
    status: STATUS,
    default: Type.Union([SERVE, Type.Null()]),
    soleVariant: Type.Union([Type.String(), Type.Null()]),
    rollout: Type.Union([Type.Number(), Type.Null()], {
      description: 'The percentage of all users that the only rule includes.',
    }),
    rules: Type.Integer(),
    overrides: Type.Integer(),
    scheduled: Type.Integer(),
    patched: Type.Boolean(),
  }),
);

export const VARIANT_NAMES = Type.Array(Type.String(), { description: 'The names of the variants, in their order.' });

/** A document in a list. Members of other kinds are absent. */
const itemProperties = {
  kind: KIND,
  key: Type.String(),
  name: Type.Optional(Type.String()),
  description: Type.Optional(Type.String()),
  tags: Type.Optional(Type.Array(Type.String())),
  owner: Type.Optional(Type.String()),
  version: Type.Integer(),
  createdAt: Type.String(),
  updatedAt: Type.String(),
  updatedBy: Type.Optional(Type.String()),
  // Flags
  type: Type.Optional(Type.Unsafe<FlagType>(Type.Enum(['boolean', 'string', 'number', 'object']))),
  variants: Type.Optional(VARIANT_NAMES),
  clientSide: Type.Optional(Type.Boolean()),
  removeBy: Type.Optional(Type.String()),
  cells: Type.Optional(
    Type.Record(Type.String(), CELL, { description: 'By environment. `*` is the flag without patches.' }),
  ),
  // Segments and environments
  parent: Type.Optional(Type.String()),
  enabled: Type.Optional(Type.Boolean()),
  members: Type.Optional(Type.Literal('stored')),
  included: Type.Optional(Type.Integer({ description: 'Entries of `include`.' })),
  protected: Type.Optional(Type.Boolean()),
  // With `fields=document`
  document: Type.Optional(STORED),
};
const ITEM_SHAPE = closed(itemProperties);
export type DocumentItem = Static<typeof ITEM_SHAPE>;
const ITEM = named<DocumentItem>('DocumentItem', ITEM_SHAPE);

export const LIST = named<DocumentList>(
  'DocumentList',
  closed({ revision: NULLABLE_REVISION, items: Type.Array(ITEM), next: NEXT }),
);
export interface DocumentList {
  readonly revision: Static<typeof NULLABLE_REVISION>;
  readonly items: readonly DocumentItem[];
  readonly next?: string;
}
