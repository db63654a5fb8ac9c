import { invalidOptions } from '../../model/input.ts';
import { memberLimit } from '../member-query.ts';
import type { MemberChange, MemberQuery, MemberQuestion, Page } from '../port.ts';

/** Stored members of segments, in memory. */
export interface MemberSets {
  has(questions: readonly MemberQuestion[]): boolean[];
  change(segment: string, change: MemberChange): void;
  /**
   * Returns members in the order they were added.
   * @throws {FlagstaffError} INVALID_OPTIONS when the query is invalid.
   */
  page(segment: string, query: MemberQuery | undefined): Page<string>;
}

export function createMemberSets(): MemberSets {
  const sets = new Map<string, MemberSet>();

  return {
    has: (questions) => questions.map(({ segment, member }) => sets.get(segment)?.entries.has(member) ?? false),

    change(segment, { type, members }) {
      let set = sets.get(segment);
      if (set === undefined) sets.set(segment, (set = { entries: new Map(), listed: [], nextPlace: 1 }));
      for (const member of members) {
        if (type === 'add') add(set, member);
        else remove(set, member);
      }
      if (set.entries.size === 0) sets.delete(segment);
      else if (set.listed.length > 2 * set.entries.size + SLACK)
        set.listed = set.listed.filter(({ removed }) => !removed);
    },

    page(segment, query = {}) {
      const limit = memberLimit(query);
      const after = placeFrom(query);
      const set = sets.get(segment);
      const items: string[] = [];
      if (set === undefined) return { items };
      let last = after;
      for (let index = firstAfter(set.listed, after); index < set.listed.length; index += 1) {
        const entry = set.listed[index]!;
        if (entry.removed) continue;
        if (items.length === limit) return { items, next: String(last) };
        items.push(entry.member);
        last = entry.place;
      }
      return { items };
    },
  };
}

interface Entry {
  readonly member: string;
  /** Increases with every entry, so that a cursor stays valid after changes. */
  readonly place: number;
  removed: boolean;
}

/** The members of a segment. */
interface MemberSet {
  readonly entries: Map<string, Entry>;
  /** Ordered by place. Entries of removed members are kept for a while. */
  listed: Entry[];
  nextPlace: number;
}

/** Entries of removed members kept before a small list is compacted. */
const SLACK = 1_000;

function add(set: MemberSet, member: string): void {
  if (set.entries.has(member)) return;
  const entry = { member, place: set.nextPlace, removed: false };
  set.nextPlace += 1;
  set.entries.set(member, entry);
  set.listed.push(entry);
}

function remove(set: MemberSet, member: string): void {
  const entry = set.entries.get(member);
  if (entry === undefined) return;
  entry.removed = true;
  set.entries.delete(member);
}

/** Returns the index of the first entry with a greater place. */
function firstAfter(listed: readonly Entry[], place: number): number {
  let [low, high] = [0, listed.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (listed[middle]!.place > place) high = middle;
    else low = middle + 1;
  }
  return low;
}

function placeFrom({ cursor }: MemberQuery): number {
  if (cursor === undefined) return 0;
  if (/^[0-9]{1,15}$/.test(cursor)) return Number(cursor);
  throw invalidOptions('members: cursor is not the `next` of a page. Pass the `next` of the previous page.');
}
