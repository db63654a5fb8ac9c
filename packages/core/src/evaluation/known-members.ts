// Docs: docs/management.md, "Segments that are too large for a document"
import { canBeStored } from '../model/stored-member.ts';

/** Stored members that were looked up before an evaluation. */
export interface KnownMembers {
  /** By segment: the value that was looked up, and whether it is a member. */
  readonly answers: Map<string, { readonly member: string; readonly isMember: boolean }>;
  /** Segments that an evaluation needed and that were unknown. Recorded for the caller; answers do not depend on it. */
  readonly missed: Set<string>;
}

/** @param known The initial entries, not modified. Defaults to none. */
export function knownMembers(known?: KnownMembers): KnownMembers {
  return { answers: new Map(known?.answers), missed: new Set() };
}

/** Whether a value is a stored member. Undefined when unknown: an entry only applies to the value that was looked up. */
export function isStoredMember(known: KnownMembers | undefined, segment: string, member: string): boolean | undefined {
  if (!canBeStored(member)) return false;
  const answer = known?.answers.get(segment);
  if (answer !== undefined && answer.member === member) return answer.isMember;
  known?.missed.add(segment);
  return undefined;
}

/** Adds to an answer the segments whose members it lacked: those missed since `missed` was cleared. */
export function withMissed<T extends object>(
  known: KnownMembers | undefined,
  answer: T,
): T & { readonly unknownMembers?: readonly string[] } {
  return known?.missed.size ? { ...answer, unknownMembers: [...known.missed].toSorted() } : answer;
}
