import type { When } from './condition.ts';

/**
 * A named group of subjects.
 *
 * A context is in an enabled segment when it is in its parent (if any), its `by` value is not in `exclude`, and it is in
 * `include` or `when` holds; with `include` and no `when`, members are exactly `include`.
 */
export interface SegmentDocument {
  readonly kind: 'segment';
  readonly key: string;
  readonly parent?: string;
  /** Default true. */
  readonly enabled?: boolean;
  readonly include?: readonly (string | number)[];
  readonly exclude?: readonly (string | number)[];
  /** The attribute that `include` and `exclude` list. Default `targetingKey`. */
  readonly by?: string;
  readonly when?: When;
  readonly name?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly owner?: string;
}
