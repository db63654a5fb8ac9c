import fflipModule from 'fflip';

const NO = (what) => `has no ${what}`;

/** Not a peer of the others: criteria are functions of the application. */
export const fflip = {
  name: 'fflip',
  package: 'fflip',
  cannot: {
    rollout: NO('rollouts'),
    split: NO('splits'),
    segment: NO('segments'),
    requires: NO('prerequisites'),
  },
  translate: ({ flags }) =>
    flags
      .filter(({ kind }) => kind === 'on' || kind === 'rules')
      .map(({ kind, key, rules }) => (kind === 'on' ? { id: key, enabled: true } : { id: key, criteria: rules })),
  async open(text) {
    fflipModule.config({
      criteria: [
        { id: 'plan', check: (user, plan) => user.plan === plan },
        { id: 'minAge', check: (user, minAge) => user.age >= minAge },
      ],
      features: JSON.parse(text),
    });
    return {
      context: ({ id, plan, age }) => ({ id, plan, age }),
      isOn: (key, user) => fflipModule.isFeatureEnabledForUser(key, user),
      choice: () => undefined,
    };
  },
};
