/**
 * The subject of an evaluation: any attributes, and the `targetingKey` used for bucketing.
 *
 * Only own properties are read. Without a `targetingKey`, or with an empty one, `userId` is used.
 * @see OpenFeature specification, section 3 (evaluation context)
 */
export interface EvaluationContext {
  /** Identifies the subject. Rollouts and splits bucket by it unless they name another attribute. Defaults to `userId`. */
  readonly targetingKey?: string | number | undefined;
  readonly [attribute: string]: unknown;
}
