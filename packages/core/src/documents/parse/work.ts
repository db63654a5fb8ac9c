// What parts of documents add to `LIMITS.work`; for operators, their definitions say it. A unit is about 30 ns, of which a part is
// spent when the document is read, compiled or evaluated. Measured by `npm run bench:budget`.

/** A rule, besides what it is made of. */
export const RULE_WORK = 12;
/** A rollout, a split, a namespace or a holdout hashes a text. */
export const SHARE_WORK = 300;
/** Each weight of a split. */
export const WEIGHT_WORK = 12;
/** Each dated percentage of a ramp. */
export const RAMP_ENTRY_WORK = 60;
export const SCHEDULED_CHANGE_WORK = 60;
/** What is found by a look-up, however many there are. */
export const OVERRIDE_WORK = 1;
export const MEMBER_WORK = 1;
export const TIME_WORK = 500;
/** The offsets of a time zone are asked of the runtime. */
export const ZONE_WORK = 6_000;
export const CRON_WORK = 10_000;
/** An object or a list inside a variant's value, and anything else in one. */
export const CONTAINER_WORK = 3;
export const VALUE_WORK = 1;
