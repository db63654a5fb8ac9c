// Docs: docs/storage.md
import { LIMITS } from '../model/limits.ts';
import { readLimit } from '../model/arguments.ts';
import type { MemberQuery } from './port.ts';

/**
 * Returns the approximate number of members of a page. Defaults to 1,000.
 * @throws {FlagstaffError} INVALID_OPTIONS when the limit is invalid.
 */
export function memberLimit({ limit = LIMITS.memberBatch }: MemberQuery = {}): number {
  return readLimit('members', limit, LIMITS.memberBatch);
}
