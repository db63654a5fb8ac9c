import type { When } from './condition.ts';

/**
 * A named group of subjects.
 *
 * A context is in an enabled segment when it is in the parent (if any), its `by` value is not in `exclude`, and it is in
 * `include`, is a stored member, or satisfies `when`. With `include` or stored members and no `when`, only these are members.
 */
export interface SegmentDocument {
  readonly kind: 'segment';
  readonly key: string;
  readonly parent?: string;
  /** Defaults to true. */
  readonly enabled?: boolean;
  readonly include?: readonly (string | number)[];
  readonly exclude?: readonly (string | number)[];
  /**
   * The storage backend keeps further members outside the document, in any number. A check only knows members that were looked
   * up before it.
   * @see docs/management.md
   */
  readonly members?: 'stored';
  /** The attribute matched against `include`, `exclude` and stored members. Defaults to `targetingKey`. */
  readonly by?: string;
  readonly when?: When;
  readonly name?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly owner?: string;
}
