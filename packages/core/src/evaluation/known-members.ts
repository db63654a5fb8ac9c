// Docs: docs/management.md, "Segments that are too large for a document"
import { canBeStored } from '../model/stored-member.ts';

/** What was looked up of segments with stored members before flags are asked. */
export interface KnownMembers {
  /** By segment: the value that was looked up, and whether it is a member. */
  readonly answers: Map<string, { readonly member: string; readonly isMember: boolean }>;
  /** Segments that an evaluation asked for and nothing is known of. Noted for whoever asked; answers do not depend on it. */
  readonly missed: Set<string>;
}

/** @param known what to begin with, which stays as it is; default: nothing */
export function knownMembers(known?: KnownMembers): KnownMembers {
  return { answers: new Map(known?.answers), missed: new Set() };
}

/**
 * Whether a value is a stored member; undefined: that is not known. An answer is about the value that was looked up: of a
 * context that has another one since, nothing is known.
 */
export function isStoredMember(known: KnownMembers | undefined, segment: string, member: string): boolean | undefined {
  if (!canBeStored(member)) return false;
  const answer = known?.answers.get(segment);
  if (answer !== undefined && answer.member === member) return answer.isMember;
  known?.missed.add(segment);
  return undefined;
}

/** An answer with the segments of which it would have had to know the members: those missed since `missed` was cleared. */
export function withMissed<T extends object>(
  { missed }: KnownMembers,
  answer: T,
): T & { readonly unknownMembers?: readonly string[] } {
  return missed.size === 0 ? answer : { ...answer, unknownMembers: [...missed].toSorted() };
}
