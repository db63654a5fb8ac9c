import { mixedFlags, workloadFlags } from './flags.mjs';

/** Members of the segment that are users of the benchmark: every second one. The other half are strangers. */
export const isMember = (index) => index % 2 === 0;

const SEGMENT_SIZE = 10_000;

function members(users) {
  const inside = users.filter((_, index) => isMember(index)).map(({ id }) => id);
  const strangers = Array.from({ length: SEGMENT_SIZE - inside.length }, (_, index) => `stranger-${index}`);
  // Strangers and users take turns, so that a list that is searched from the beginning costs the same for all.
  return inside.flatMap((id, index) => (index < strangers.length ? [strangers[index], id] : [id]));
}

const strangersPinned = (count) => Array.from({ length: count }, (_, index) => `pinned-${index}`);

/**
 * What every contender translates. `overrides`: how many strangers are pinned, by the flags whose keys `pin` lists; without a
 * list, by the mixed flags together.
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

/** Many flags of the mix and nothing else: for start-up, heap and changes. */
export const createMix = (count) => ({
  flags: mixedFlags(count).map((flag) => ({ ...flag, pinned: [] })),
  segments: {},
});
