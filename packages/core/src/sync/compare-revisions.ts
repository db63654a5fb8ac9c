// Docs: docs/sync.md, "Revisions"
import type { Revision } from '../model/revision.ts';

/**
 * What the revision that was read says about the one that is held.
 *
 * - `same`: nothing happened.
 * - `empty`: nothing is held and there is nothing to hold.
 * - `first`: nothing is held yet.
 * - `ahead`: the store moved on.
 * - `suspect`: a lower or the same number with another token, or another epoch. A failover that lost writes, a restore, or
 *   only a stale replica: time will tell.
 * - `lost`: the store has forgotten that it was ever initialised.
 */
export type RevisionComparison = 'same' | 'empty' | 'first' | 'ahead' | 'suspect' | 'lost';

export function compareRevisions(held: Revision | undefined, seen: Revision | undefined): RevisionComparison {
  if (held === undefined) return seen === undefined ? 'empty' : 'first';
  if (seen === undefined) return 'lost';
  if (seen.epoch !== held.epoch) return 'suspect';
  if (seen.token === held.token) return 'same';
  return seen.number > held.number ? 'ahead' : 'suspect';
}
