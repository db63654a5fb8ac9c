// Docs: docs/sync.md, "Revisions"
import type { Revision } from '../model/revision.ts';

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
