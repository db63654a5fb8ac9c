/**
 * What is known about the subject of an evaluation: any attributes, and the `targetingKey` that buckets it.
 *
 * Attributes are read as own properties only. Where a context has no `targetingKey`, `userId` stands in for it.
 * Source: OpenFeature specification, section 3 (evaluation context).
 */
export interface EvaluationContext {
  readonly targetingKey?: string | number | undefined;
  readonly [attribute: string]: unknown;
}
