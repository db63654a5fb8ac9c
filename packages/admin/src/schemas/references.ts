import { Type } from './type.ts';
import type { References } from '@flagstaff/core/management';
import { closed } from './common.ts';
import { named } from './named.ts';

const REFERENCE = closed({
  from: Type.String({ description: 'The id of the document that refers.' }),
  to: Type.String(),
  as: Type.Enum(['prerequisite', 'segment', 'parent', 'environment']),
  depth: Type.Integer({ description: 'The distance from the document. 1: its own reference.' }),
});

export const REFERENCES = named<References>(
  'References',
  closed({
    uses: Type.Array(REFERENCE),
    usedBy: Type.Array(REFERENCE),
    shared: Type.Array(
      closed({ type: Type.Enum(['namespace', 'holdout']), name: Type.String(), flags: Type.Array(Type.String()) }),
    ),
  }),
);
