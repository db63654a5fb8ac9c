import type { DocumentId } from '../model/document.ts';
import type { FlagstaffError } from '../model/error.ts';
import type { Revision } from '../model/revision.ts';

/** What a client tells its listeners. */
export interface FlagstaffEvents {
  /** The first load from the store succeeded, or the store is in step again after `stale`. */
  ready: { readonly revision: Revision | undefined };
  /** Another ruleset is in force. */
  change: {
    readonly revision: Revision | undefined;
    /** The documents that differ from the ruleset before. */
    readonly changed: readonly DocumentId[];
    /** The keys of the flags that may answer differently: those changed, and those that refer to a changed document. */
    readonly affectedFlags: readonly string[];
    /** The store went back to an earlier state or to another history (failover, restore). */
    readonly rolledBack: boolean;
  };
  /** The store cannot be followed; the last ruleset goes on serving. Told once for each code until it is followed again. */
  stale: { readonly error: FlagstaffError };
  /** Something that somebody should look at; nothing stops for it. Each is told once until it is over. */
  error: FlagstaffError;
}

export type FlagstaffEvent = keyof FlagstaffEvents;

export const FLAGSTAFF_EVENTS: readonly FlagstaffEvent[] = ['ready', 'change', 'stale', 'error'];

export type Listener<E extends FlagstaffEvent> = (event: FlagstaffEvents[E]) => void;
