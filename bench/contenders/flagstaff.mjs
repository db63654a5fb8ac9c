import { createFlagstaff } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';

const overrides = (pinned, serve) =>
  pinned.length === 0 ? {} : { overrides: pinned.map((value) => ({ attribute: 'targetingKey', value, serve })) };

const boolean = ({ key, pinned }, rest) => ({
  kind: 'flag',
  key,
  type: 'boolean',
  ...overrides(pinned, 'off'),
  ...rest,
});

const SAY = {
  on: (flag) => boolean(flag, { default: 'on' }),
  rollout: (flag) => boolean(flag, { rules: [{ rollout: { percentage: flag.percentage }, serve: 'on' }] }),
  rules: (flag) =>
    boolean(flag, {
      rules: flag.rules.map(({ plan, minAge }) => ({
        when: [
          { attribute: 'plan', operator: 'eq', value: plan },
          { attribute: 'age', operator: 'gte', value: minAge },
        ],
        serve: 'on',
      })),
    }),
  split: ({ key, shares, pinned }) => ({
    kind: 'flag',
    key,
    type: 'string',
    variants: Object.fromEntries(Object.keys(shares).map((name) => [name, name])),
    ...overrides(pinned, Object.keys(shares)[0]),
    default: { split: shares },
  }),
  segment: (flag) => boolean(flag, { rules: [{ when: { segment: flag.segment }, serve: 'on' }] }),
  requires: (flag) => boolean(flag, { prerequisites: [{ flag: flag.needs, variants: ['on'] }], default: 'on' }),
};

export const sayFlag = (flag) => SAY[flag.kind](flag);

const translate = ({ flags, segments }) => [
  ...Object.entries(segments).map(([key, include]) => ({ kind: 'segment', key, include })),
  ...flags.map(sayFlag),
];

const subject = ({ id, plan, age }) => ({ targetingKey: id, plan, age });

/** Creates evaluators when the other contenders create contexts: beforehand, or in the request. */
export const flagstaff = {
  name: 'Flagstaff',
  package: '@flagstaff/core',
  own: true,
  cannot: {},
  translate,
  async open(text) {
    const client = createFlagstaff({ bootstrap: JSON.parse(text) });
    return {
      context: (user) => client.forContext(subject(user)),
      isOn: (key, evaluator) => evaluator.isEnabled(key),
      choice: (key, evaluator) => evaluator.value(key, 'none'),
      settle: () => client.ready(),
      change: (flag) => manage(client).set(sayFlag(flag)),
      close: () => client.close(),
    };
  },
};

/** The same with a new evaluator for every check. */
export const flagstaffPerCall = {
  ...flagstaff,
  name: 'Flagstaff, evaluator made per call',
  only: ['a', 'b', 'c', 'd', 'e', 'g'],
  async open(text) {
    const client = createFlagstaff({ bootstrap: JSON.parse(text) });
    return {
      context: subject,
      isOn: (key, context) => client.forContext(context).isEnabled(key),
      choice: (key, context) => client.forContext(context).value(key, 'none'),
      close: () => client.close(),
    };
  },
};

/** The same with full details, as OpenFeature needs them: value, variant, reason. */
export const flagstaffDetails = {
  ...flagstaff,
  name: 'Flagstaff, full details',
  only: ['a', 'b', 'c', 'd', 'e', 'g'],
  async open(text) {
    const client = createFlagstaff({ bootstrap: JSON.parse(text) });
    return {
      context: (user) => client.forContext(subject(user)),
      isOn: (key, evaluator) => evaluator.details(key, false).value,
      choice: (key, evaluator) => evaluator.details(key, 'none').value,
      close: () => client.close(),
    };
  },
};
