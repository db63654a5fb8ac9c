import { Type } from './type.ts';
import type { FlagChange } from '@flagstaff/core';
import type { PendingChange } from '@flagstaff/core/management';
import type { TimelineEntry } from '../timeline.ts';
import { closed, JSON_VALUE, STORED } from './common.ts';
import { FIELD_DIFF } from './commits.ts';
import { named } from './named.ts';

/** The fields that a scheduled change sets. Core's parser checks them with the flag. */
export const CHANGED_FIELDS = Type.Unsafe<FlagChange>(Type.Object({}, { additionalProperties: true }));

/** A pending change, with an id for `PUT` and `DELETE`. */
export type ShownPendingChange = PendingChange & { readonly id: string };

export const SCHEDULE = named<readonly ShownPendingChange[]>(
  'PendingChanges',
  Type.Array(
    closed({
      id: Type.String({ description: 'A digest of the change. Equal changes have the same one.' }),
      flag: Type.String(),
      environment: Type.Optional(Type.String()),
      at: Type.String(),
      set: JSON_VALUE,
      version: Type.Integer(),
    }),
  ),
);

export const TIMELINE = named<readonly TimelineEntry[]>(
  'Timeline',
  Type.Array(
    closed({
      at: Type.String(),
      document: STORED,
      fields: Type.Array(FIELD_DIFF),
      rollouts: Type.Array(closed({ rule: Type.Integer(), percentage: Type.Number() })),
    }),
  ),
);
