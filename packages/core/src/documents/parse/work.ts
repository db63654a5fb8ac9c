// The parts of `LIMITS.work` that documents add. Operators define their own. One unit is about 30 ns of reading, compiling or
// evaluating. Measured by `npm run bench:budget`.

/** A rule, in addition to its parts. */
export const RULE_WORK = 12;
/** A rollout, split, namespace or holdout, each of which hashes a text. */
export const SHARE_WORK = 300;
/** Each weight of a split. */
export const WEIGHT_WORK = 12;
/** Each entry of a ramp. */
export const RAMP_ENTRY_WORK = 60;
export const SCHEDULED_CHANGE_WORK = 60;
/** An entry found by lookup, regardless of the number of entries. */
export const OVERRIDE_WORK = 1;
export const MEMBER_WORK = 1;
/** An object or list inside a variant's value, or any other value. */
export const CONTAINER_WORK = 3;
export const VALUE_WORK = 1;
