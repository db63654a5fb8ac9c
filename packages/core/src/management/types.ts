import type { DocumentId } from '../model/document.ts';
import type { Reason } from '../model/details.ts';
import type { Commit } from '../storage/port.ts';

/** Somebody or something that overrides pin. */
export interface OverrideSubject {
  /** Such as `userId`. */
  readonly attribute: string;
  /** 42 is "42". */
  readonly value: string | number;
}

/** An override of a subject in one flag. */
export interface SubjectOverride {
  readonly flag: string;
  /** The environment in whose patch it stands; absent: the flag itself. */
  readonly environment?: string;
  /** The variant. */
  readonly serve: string;
  readonly expires?: string;
  /** It has expired: it counts no more. */
  readonly expired: boolean;
}

/** Subjects of a segment with stored members: any number of them, 42 is "42". */
export type Members = Iterable<string | number> | AsyncIterable<string | number>;

/** A variant, or a variant until an instant. */
export type OverrideToSet = string | { readonly serve: string; readonly expires?: string };

/** A field of a stored flag that is not what the program's definition says. */
export interface DefinitionDifference {
  readonly flag: string;
  readonly field: 'type' | 'variants' | 'description' | 'owner' | 'removeBy';
  readonly defined: unknown;
  readonly stored: unknown;
}

export interface SyncReport {
  /** The commit that created what was missing; undefined: nothing was. */
  readonly commit: Commit | undefined;
  readonly created: readonly DocumentId[];
  /** What people changed, or the program did: left as it is. */
  readonly differing: readonly DefinitionDifference[];
}

/** What one subject gets of a flag. */
export interface Outlook {
  /** Absent: the caller's default. */
  readonly variant?: string;
  readonly reason: Reason;
}

/** One of the contexts for which a flag changes its variant. */
export interface Flip {
  readonly flag: string;
  /** Place in the list of contexts. */
  readonly index: number;
  readonly from: Outlook;
  readonly to: Outlook;
}

export interface FlipReport {
  /** Flags that the change reaches, and for how many of the contexts the variant changes. */
  readonly flags: { readonly [key: string]: number };
  readonly flips: readonly Flip[];
}

export interface FlagReport {
  /** Flags whose `removeBy` is past. */
  readonly overdue: readonly { readonly flag: string; readonly removeBy: string }[];
  /** Flags that serve one variant to everybody, and the instant since which neither a write nor a date of theirs changed that. */
  readonly settled: readonly { readonly flag: string; readonly variant: string; readonly since: string }[];
  /** Defined by the program and not stored. */
  readonly absent: readonly string[];
  /** Stored and not defined by the program; empty where it defines none. */
  readonly undefined: readonly string[];
  /** Nobody has asked for them since this client was made, in its environment. */
  readonly unused: readonly string[];
}
