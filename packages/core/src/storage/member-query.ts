// Docs: docs/storage.md
import { LIMITS } from '../model/limits.ts';
import { readLimit } from '../model/input.ts';
import type { MemberQuery } from './port.ts';

/** How many members a page has, about: 1,000 unless the query says fewer. Throws `INVALID_OPTIONS`. */
export function memberLimit({ limit = LIMITS.memberBatch }: MemberQuery = {}): number {
  return readLimit('members', limit, LIMITS.memberBatch);
}
