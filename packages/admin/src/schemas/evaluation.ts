import { Type } from './type.ts';
import type { Static } from 'typebox';
import type { JsonValue, Reason } from '@flagstaff/core';
import type { ExplainedSegment, Explanation } from '@flagstaff/core/explain';
import { closed, JSON_VALUE, NULLABLE_REVISION, REVISION } from './common.ts';
import { named } from './named.ts';

/** The answer of one flag for one context. */
export interface ShownAnswer {
  /** Absent when the caller's default is served. */
  readonly value?: JsonValue;
  /** Absent when the caller's default is served. */
  readonly variant?: string;
  /** Why it is served. */
  readonly reason: Reason;
  /** Present with the reason `ERROR`. */
  readonly errorCode?: string;
}

const ANSWER = named<ShownAnswer>(
  'EvaluatedFlag',
  closed({
    value: Type.Optional(JSON_VALUE),
    variant: Type.Optional(Type.String()),
    reason: Type.String(),
    errorCode: Type.Optional(Type.String()),
  }),
);

export const EVALUATION = named<{
  readonly revision: Static<typeof NULLABLE_REVISION>;
  readonly rows: readonly { readonly [flag: string]: ShownAnswer }[];
}>('Evaluation', closed({ revision: NULLABLE_REVISION, rows: Type.Array(Type.Record(Type.String(), ANSWER)) }));

/** Steps are described by docs/explain.md. */
export const EXPLANATION = named<Explanation>(
  'Explanation',
  closed({
    flagKey: Type.String(),
    details: Type.Object({ flagKey: Type.String(), reason: Type.String(), variant: Type.Optional(Type.String()) }),
    revision: Type.Optional(REVISION),
    environment: Type.Optional(Type.String()),
    at: Type.String(),
    version: Type.Optional(Type.Integer()),
    steps: Type.Array(Type.Object({ step: Type.String() })),
  }),
);

/** Which contexts are in a segment. */
export interface SegmentTest {
  /** In the order of the contexts. */
  readonly results: readonly { readonly member: boolean; readonly explanation: ExplainedSegment }[];
}

/** The explanation is a condition of docs/explain.md. */
export const SEGMENT_TEST = named<SegmentTest>(
  'SegmentTest',
  closed({
    results: Type.Array(closed({ member: Type.Boolean(), explanation: Type.Object({ segment: Type.String() }) })),
  }),
);
