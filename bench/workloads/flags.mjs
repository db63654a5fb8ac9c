/**
 * Flags in a neutral format, which each contender translates into its own. A flag is one of these kinds:
 *
 * - `on`: true for all users
 * - `rollout`: true for a share of the users, by id
 * - `rules`: true for users who match one of the rules; a rule compares plan and age
 * - `split`: one of several texts, by id
 * - `segment`: true for members of the segment
 * - `requires`: true for users for whom another flag is true
 */
export const SHARES = { red: 50, green: 30, blue: 20 };
export const PERCENTAGE = 20;
export const ADULT = 18;
const ABOVE_ALL_AGES = 200;

const flag = {
  on: (key) => ({ kind: 'on', key }),
  rollout: (key) => ({ kind: 'rollout', key, percentage: PERCENTAGE }),
  /** Only the last rule can match. In the others the plan matches and the age does not. */
  rules: (key, count) => ({
    kind: 'rules',
    key,
    rules: Array.from({ length: count }, (_, index) => ({
      plan: 'pro',
      minAge: index === count - 1 ? ADULT : ABOVE_ALL_AGES + index,
    })),
  }),
  split: (key) => ({ kind: 'split', key, shares: SHARES }),
  segment: (key, segment) => ({ kind: 'segment', key, segment }),
  requires: (key, needs) => ({ kind: 'requires', key, needs }),
};

/** The kinds that `mixedFlag` cycles through: four of ten on, three rollouts, two with rules, one split. */
const MIX = ['on', 'rollout', 'rules', 'on', 'split', 'on', 'rollout', 'rules', 'on', 'rollout'];

function mixedFlag(index) {
  const kind = MIX[index % MIX.length];
  return flag[kind](`mixed-${kind}-${index}`, 2);
}

export const mixedFlags = (count) => Array.from({ length: count }, (_, index) => mixedFlag(index));

/** The flags of the workloads (a) to (e) and (g). */
export const KEYS = {
  on: 'plain',
  rollout: 'gradual',
  rules: 'targeted',
  split: 'tints',
  segment: 'insiders',
  requires: 'chain-4',
};

export const workloadFlags = () => [
  flag.on(KEYS.on),
  flag.rollout(KEYS.rollout),
  flag.rules(KEYS.rules, 10),
  flag.split(KEYS.split),
  flag.segment(KEYS.segment, 'members'),
  flag.rules('chain-0', 1),
  flag.requires('chain-1', 'chain-0'),
  flag.requires('chain-2', 'chain-1'),
  flag.requires('chain-3', 'chain-2'),
  flag.requires(KEYS.requires, 'chain-3'),
];
