/** Flags per commit when a store is filled. */
const BATCH = 1_000;

/** A flag as teams store them: a description, a rule and a rollout. */
export const flagOf = (n, percentage = 20) => ({
  kind: 'flag',
  key: `flag-${n}`,
  type: 'boolean',
  description: `The flag of number ${n}, rolled out to a share of those who pay for it.`,
  variants: { on: true, off: false },
  off: 'off',
  default: 'off',
  rules: [
    {
      when: { attribute: 'plan', operator: 'in', value: ['pro', 'team'] },
      rollout: { percentage },
      serve: 'on',
    },
  ],
});

/** Stores that many flags. */
export async function fill(storage, size) {
  for (let start = 0; start < size; start += BATCH) {
    const length = Math.min(BATCH, size - start);
    await storage.commit(Array.from({ length }, (_, n) => ({ type: 'set', document: flagOf(start + n) })));
  }
}
