// Docs: docs/storage.md
import { FlagstaffError } from '../model/error.ts';
import { LIMITS } from '../model/limits.ts';
import type { MemberQuery } from './port.ts';

/** How many members a page has, about: 1,000 unless the query says fewer. Throws `INVALID_OPTIONS`. */
export function memberLimit({ limit = LIMITS.memberBatch }: MemberQuery = {}): number {
  if (!Number.isInteger(limit) || limit < 1) {
    throw new FlagstaffError(
      'INVALID_OPTIONS',
      `members: limit is ${String(limit)}; give a whole number from 1 to ${LIMITS.memberBatch}.`,
    );
  }
  return Math.min(limit, LIMITS.memberBatch);
}
