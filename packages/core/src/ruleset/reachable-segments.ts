import type { DocumentId } from '../model/document.ts';
import type { Ruleset, StoredSegment } from './ruleset.ts';

interface Reachable {
  all: readonly StoredSegment[] | undefined;
  readonly byFlag: Map<string, readonly StoredSegment[]>;
}

const NONE: readonly StoredSegment[] = [];

/** Kept for as long as the ruleset. */
const known = new WeakMap<Ruleset, Reachable>();

/** Returns the segments with stored members that flags refer to, directly or not. Omit the keys for all flags. */
export function reachableSegments(ruleset: Ruleset, flags?: readonly string[]): readonly StoredSegment[] {
  if (ruleset.storedSegments.length === 0) return NONE;
  let reachable = known.get(ruleset);
  if (reachable === undefined) known.set(ruleset, (reachable = { all: undefined, byFlag: new Map() }));
  if (flags === undefined) return (reachable.all ??= reachableFrom(ruleset, flagsThatRefer(ruleset)));
  if (flags.length === 1) return reachableByFlag(ruleset, reachable, flags[0]!);
  return [...new Set(flags.flatMap((flag) => reachableByFlag(ruleset, reachable, flag)))];
}

function reachableByFlag(ruleset: Ruleset, { byFlag }: Reachable, flag: string): readonly StoredSegment[] {
  let found = byFlag.get(flag);
  // A key that no flag has is not kept: there is no end of those.
  if (found === undefined && ruleset.flags.has(flag)) {
    found = reachableFrom(ruleset, new Set<DocumentId>([`flag:${flag}`]));
    byFlag.set(flag, found);
  }
  return found ?? NONE;
}

function flagsThatRefer({ state: { nodes } }: Ruleset): Set<DocumentId> {
  const flags = new Set<DocumentId>();
  nodes.forEachReferring((_, id) => {
    if (id.startsWith('flag:')) flags.add(id);
  });
  return flags;
}

function reachableFrom(
  { state: { nodes }, storedSegments }: Ruleset,
  start: Set<DocumentId>,
): readonly StoredSegment[] {
  // Iteration visits ids added to the set meanwhile.
  for (const id of start) {
    for (const referred of nodes.get(id)?.references ?? [])
      if (!referred.startsWith('environment:')) start.add(referred);
  }
  return storedSegments.filter(({ key }) => start.has(`segment:${key}`));
}
