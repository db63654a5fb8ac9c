import { LIMITS } from './limits.ts';

/** NUL, which PostgreSQL rejects, and unpaired surrogates, which UTF-8 maps to one replacement character. */
export const UNSTORABLE: RegExp = /[\0\p{Surrogate}]/u;

/** Whether every storage backend can store a value unchanged: well-formed, non-empty text of bounded length. */
export function canBeStored(member: string): boolean {
  return member !== '' && member.length <= LIMITS.storedMember && !UNSTORABLE.test(member);
}
