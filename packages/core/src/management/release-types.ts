import type { Comparison } from '../documents/compare-flags.ts';
import type { ScheduledChange } from '../model/flag.ts';
import type { Authorship, Commit } from '../storage/port.ts';

export interface PromoteOptions extends Authorship {
  /** The environment to promote from. Default: the documents as they are. */
  readonly from?: string;
  /** The environment to promote into. */
  readonly to: string;
  /** Only these flags. Default: all that differ. */
  readonly flags?: readonly string[];
  /** Only say what would change. Default false. */
  readonly dryRun?: boolean;
  /** Promote into a protected environment. Default false. */
  readonly force?: boolean;
  /** What was looked at before: only its flags are promoted, and only while each differs exactly so, in that version. */
  readonly comparison?: Comparison;
}

export interface Promotion {
  /** What was to be promoted: how the environments differed before. */
  readonly comparison: Comparison;
  /** Undefined: a dry run, or nothing differed. */
  readonly commit: Commit | undefined;
}

/** A dated change that is still to come. */
export interface PendingChange extends ScheduledChange {
  /** The flag's key. */
  readonly flag: string;
  /** The environment in whose patch it stands; absent: it is the flag's own. */
  readonly environment?: string;
  /** The version of the document in which it was found: an `ifVersion` for those who want to be sure. */
  readonly version: number;
}
