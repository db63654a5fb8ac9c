import type { When } from './condition.ts';

/**
 * A named group of subjects.
 *
 * A context is in an enabled segment when it is in its parent (if any), its `by` value is not in `exclude`, and it is in
 * `include`, is a stored member, or `when` holds; with `include` or stored members and no `when`, members are exactly these.
 */
export interface SegmentDocument {
  readonly kind: 'segment';
  readonly key: string;
  readonly parent?: string;
  /** Default true. */
  readonly enabled?: boolean;
  readonly include?: readonly (string | number)[];
  readonly exclude?: readonly (string | number)[];
  /**
   * Members are also kept by the storage backend, outside the document: any number of them. A check knows of them what was
   * looked up before it. Source: docs/management.md.
   */
  readonly members?: 'stored';
  /** The attribute that `include`, `exclude` and stored members are values of. Default `targetingKey`. */
  readonly by?: string;
  readonly when?: When;
  readonly name?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly owner?: string;
}
