import type { When } from './condition.ts';

/**
 * A named group of subjects.
 *
 * A context is in an enabled segment when it is in the parent (if any), its `by` value is not in `exclude`, and it is in
 * `include`, is a stored member, or satisfies `when`. With `include` or stored members and no `when`, only these are members.
 */
export interface SegmentDocument {
  /** Marks the document as a segment. */
  readonly kind: 'segment';
  /** `[A-Za-z0-9][A-Za-z0-9._-]{0,127}`. */
  readonly key: string;
  /** The key of a segment that the subject must also be in. Defaults to none. */
  readonly parent?: string;
  /** Defaults to true. */
  readonly enabled?: boolean;
  /** Values of members. Compared as text. At most 200,000. Defaults to none. */
  readonly include?: readonly (string | number)[];
  /** Values of subjects that are never members. Compared as text. At most 200,000. Defaults to none. */
  readonly exclude?: readonly (string | number)[];
  /**
   * The storage backend keeps further members outside the document, in any number. A check only knows members that were looked
   * up before it.
   * @see docs/management.md
   */
  readonly members?: 'stored';
  /** The attribute matched against `include`, `exclude` and stored members. Defaults to `targetingKey`. */
  readonly by?: string;
  /** Conditions that make a subject a member. Defaults to none. */
  readonly when?: When;
  /** A name for people. At most 256 characters. */
  readonly name?: string;
  /** A description for people. At most 8,192 characters. */
  readonly description?: string;
  /** Labels for people and tools. At most 64. */
  readonly tags?: readonly string[];
  /** The person or team in charge. At most 256 characters. */
  readonly owner?: string;
}
