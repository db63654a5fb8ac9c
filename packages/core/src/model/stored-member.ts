import { LIMITS } from './limits.ts';

/** A NUL, which PostgreSQL refuses, and halves of surrogate pairs, which all become the same character in UTF-8. */
export const UNSTORABLE: RegExp = /[\0\p{Surrogate}]/u;

/** Whether every storage backend can keep a value as it is: text that is well-formed, not too long and not too odd. */
export function canBeStored(member: string): boolean {
  return member !== '' && member.length <= LIMITS.storedMember && !UNSTORABLE.test(member);
}
