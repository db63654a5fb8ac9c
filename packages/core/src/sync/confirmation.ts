// Docs: docs/sync.md, "Suspect revisions"
import type { Clock } from '../timing/clock.ts';
import type { Revision } from '../model/revision.ts';

/** Reads, after the first, that must agree before a revision is believed that does not follow from the one held. */
const READS = 2;

/** Milliseconds that must lie between them. */
const CONFIRMATION_GAP = 1_000;

/**
 * Remembers a suspect revision until later reads confirm it. One stale read changes nothing; a store that really went back
 * is believed in about two seconds, also while it goes on being written to.
 */
export interface Confirmation {
  /** Notes that a suspect revision was read; true once it is confirmed. */
  confirm(seen: Revision): boolean;
  /** True while a suspect revision waits for confirmation. */
  readonly pending: boolean;
  /** Milliseconds until the next read counts. */
  readonly wait: number;
  clear(): void;
}

export function createConfirmation(clock: Clock): Confirmation {
  let suspect: { revision: Revision; confirmations: number; at: number } | undefined;

  return {
    confirm(seen) {
      const now = clock.monotonic();
      if (suspect === undefined || !continues(suspect.revision, seen)) {
        suspect = { revision: seen, confirmations: 0, at: now };
      } else if (now - suspect.at >= CONFIRMATION_GAP) {
        suspect = { revision: seen, confirmations: suspect.confirmations + 1, at: now };
      }
      return suspect.confirmations >= READS;
    },
    get pending() {
      return suspect !== undefined;
    },
    get wait() {
      // A little over the gap: a timer may fire a fraction of a millisecond early.
      return suspect === undefined ? CONFIRMATION_GAP : suspect.at + CONFIRMATION_GAP + 5 - clock.monotonic();
    },
    clear() {
      suspect = undefined;
    },
  };
}

/** True when the store may have got from one revision to the other by commits: its writers need not stop for us. */
export function continues(from: Revision, to: Revision): boolean {
  return from.epoch === to.epoch && (from.token === to.token || from.number < to.number);
}
