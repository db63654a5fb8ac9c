import { mixedFlags, workloadFlags } from './flags.mjs';

/** Every second member of the segment is a user of the benchmark. The others are strangers, who never ask. */
export const isMember = (index) => index % 2 === 0;

const SEGMENT_SIZE = 10_000;

function members(users) {
  const inside = users.filter((_, index) => isMember(index)).map(({ id }) => id);
  const strangers = Array.from({ length: SEGMENT_SIZE - inside.length }, (_, index) => `stranger-${index}`);
  // Alternates strangers and users, so that a linear search costs the same for all.
  return inside.flatMap((id, index) => (index < strangers.length ? [strangers[index], id] : [id]));
}

const strangersPinned = (count) => Array.from({ length: count }, (_, index) => `pinned-${index}`);

/**
 * The input of every contender's translation. `overrides`: the number of strangers with an override in the flags that `pin` lists;
 * without a list, the mixed flags share them.
 */
export function createDataset({ users, mixed, overrides = 0, pin }) {
  const pinned = strangersPinned(overrides);
  const each = pin === undefined ? Math.ceil(overrides / Math.max(1, mixed)) : 0;
  return {
    flags: [
      ...workloadFlags().map((flag) => ({ ...flag, pinned: pin?.includes(flag.key) ? pinned : [] })),
      ...mixedFlags(mixed).map((flag) => ({ ...flag, pinned: pinned.slice(0, each) })),
    ],
    segments: { members: members(users) },
  };
}

/** Only mixed flags, for start-up, heap and changes. */
export const createMix = (count) => ({
  flags: mixedFlags(count).map((flag) => ({ ...flag, pinned: [] })),
  segments: {},
});
