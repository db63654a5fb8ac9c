import type { DocumentId } from '../model/document.ts';
import type { Commit } from '../storage/port.ts';

/** A field of a stored flag that differs from its definition in code. */
export interface DefinitionDifference {
  /** The key of the flag. */
  readonly flag: string;
  /** The field that differs. */
  readonly field: 'type' | 'variants' | 'description' | 'owner' | 'removeBy';
  /** The value in code. Undefined when it declares none. */
  readonly defined: unknown;
  /** The value in the store. Undefined when it has none. */
  readonly stored: unknown;
}

/** The result of `sync`. */
export interface SyncReport {
  /** The commit that created the missing flags. Undefined when none were missing, and for a dry run. */
  readonly commit: Commit | undefined;
  /** The ids of the flags that were created, or would be. */
  readonly created: readonly DocumentId[];
  /** Stored flags that differ from their definitions. They are left unchanged. */
  readonly differing: readonly DefinitionDifference[];
}

/** Flags that need attention. */
export interface FlagReport {
  /** Flags whose `removeBy` date is past. */
  readonly overdue: readonly {
    /** The key of the flag. */
    readonly flag: string;
    /** Its `removeBy` date. */
    readonly removeBy: string;
  }[];
  /** Flags that serve every user the same variant, except permanent ones. */
  readonly settled: readonly {
    /** The key of the flag. */
    readonly flag: string;
    /** The variant that every user is served. */
    readonly variant: string;
    /** Since when. RFC 3339. */
    readonly since: string;
  }[];
  /** Defined in code but not stored. */
  readonly absent: readonly string[];
  /** Stored but not defined in code. Empty when the code defines no flags. */
  readonly undefined: readonly string[];
  /** Not evaluated since this client was created, in its environment. */
  readonly unused: readonly string[];
}
