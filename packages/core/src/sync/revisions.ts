// Docs: docs/sync.md, "Suspect revisions"
import type { Revision } from '../model/revision.ts';
import type { Clock } from '../timing/clock.ts';

/** Number of further reads that must agree before an unrelated revision is accepted. */
const READS = 2;

/** Minimum milliseconds between them. */
const CONFIRMATION_GAP = 1_000;

/**
 * Remembers a suspect revision until later reads confirm it. A single stale read changes nothing. A store that really went back
 * is accepted within about two seconds, even while it is being written.
 */
export interface Confirmation {
  /** Records a read of a suspect revision. True once it is confirmed. */
  confirm(seen: Revision): boolean;
  /** Whether a suspect revision awaits confirmation. */
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
      // Slightly more than the gap: a timer may fire a fraction of a millisecond early.
      return suspect === undefined ? CONFIRMATION_GAP : suspect.at + CONFIRMATION_GAP + 5 - clock.monotonic();
    },
    clear() {
      suspect = undefined;
    },
  };
}

/** Whether commits can lead from one revision to the other, so that writers may continue meanwhile. */
export function continues(from: Revision, to: Revision): boolean {
  return from.epoch === to.epoch && (from.token === to.token || from.number < to.number);
}

// Docs: docs/sync.md, "Revisions"

/**
 * How the revision that was read relates to the current one.
 *
 * - `same`: nothing happened.
 * - `empty`: neither exists.
 * - `first`: there is no current revision yet.
 * - `ahead`: the store has advanced.
 * - `suspect`: a lower or equal number with another token, or another epoch: a failover that lost writes, a restore, or a stale
 * replica.
 * - `lost`: the store is uninitialized although it was not before.
 */
export type RevisionComparison = 'same' | 'empty' | 'first' | 'ahead' | 'suspect' | 'lost';

export function compareRevisions(held: Revision | undefined, seen: Revision | undefined): RevisionComparison {
  if (held === undefined) return seen === undefined ? 'empty' : 'first';
  if (seen === undefined) return 'lost';
  if (seen.epoch !== held.epoch) return 'suspect';
  if (seen.token === held.token) return 'same';
  return seen.number > held.number ? 'ahead' : 'suspect';
}
