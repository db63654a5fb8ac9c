import { memberLimit } from '../member-query.ts';
import type { MemberChange, MemberQuery, MemberQuestion, Page } from '../port.ts';

/** Stored members of segments, in memory. */
export interface MemberSets {
  has(questions: readonly MemberQuestion[]): boolean[];
  change(segment: string, change: MemberChange): void;
  /** In alphabetical order; a cursor is the last member of the page before. */
  page(segment: string, query: MemberQuery | undefined): Page<string>;
}

export function createMemberSets(): MemberSets {
  const sets = new Map<string, Set<string>>();

  return {
    has: (questions) => questions.map(({ segment, member }) => sets.get(segment)?.has(member) ?? false),

    change(segment, { type, members }) {
      let set = sets.get(segment);
      if (set === undefined) sets.set(segment, (set = new Set()));
      for (const member of members) {
        if (type === 'add') set.add(member);
        else set.delete(member);
      }
      if (set.size === 0) sets.delete(segment);
    },

    page(segment, query) {
      const limit = memberLimit(query);
      const cursor = query?.cursor;
      const left = [...(sets.get(segment) ?? [])].filter((member) => cursor === undefined || member > cursor).sort();
      const items = left.slice(0, limit);
      const next = items.at(-1);
      return next === undefined || items.length === left.length ? { items } : { items, next };
    },
  };
}
