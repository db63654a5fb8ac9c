import type { DocumentId } from '../model/document.ts';
import type { FlagstaffError } from '../model/error.ts';
import type { Revision } from '../model/revision.ts';

/** The events of a client. */
export interface FlagstaffEvents {
  /** The first load from the store succeeded, or the store is in sync again after `stale`. */
  ready: {
    /** The revision now in use. Undefined when the store has no commits. */
    readonly revision: Revision | undefined;
  };
  /** Another ruleset is active. */
  change: {
    /** The revision now in use. Undefined when the documents have none. */
    readonly revision: Revision | undefined;
    /** Documents that differ from the previous ruleset. */
    readonly changed: readonly DocumentId[];
    /** The keys of flags that may answer differently: changed flags, and flags that reference a changed document. */
    readonly affectedFlags: readonly string[];
    /** The store returned to an earlier state or to another history (failover, restore). */
    readonly rolledBack: boolean;
  };
  /** The store cannot be followed, and the last ruleset stays in use. Emitted once per error code until it recovers. */
  stale: {
    /** Why the store cannot be followed. */
    readonly error: FlagstaffError;
  };
  /** A non-fatal error worth logging. Emitted once per distinct error until it clears. */
  error: FlagstaffError;
  /** An error of `flagstaff.errors` has ended: the same object that was emitted as `error`. */
  resolved: FlagstaffError;
}

/** The name of an event. */
export type FlagstaffEvent = keyof FlagstaffEvents;

/** All event names. */
export const FLAGSTAFF_EVENTS: readonly FlagstaffEvent[] = ['ready', 'change', 'stale', 'error', 'resolved'];

/** Receives the events of one name. An error that it throws or rejects with is reported as `LISTENER_FAILED`. */
export type Listener<E extends FlagstaffEvent> = (event: FlagstaffEvents[E]) => void;
