import { FlagdCore } from '@openfeature/flagd-core';

const boolean = (targeting, defaultVariant = 'off') => ({
  state: 'ENABLED',
  variants: { on: true, off: false },
  defaultVariant,
  ...(targeting === undefined ? {} : { targeting }),
});

const SAY = {
  on: () => boolean(undefined, 'on'),
  rollout: ({ percentage }) =>
    boolean({
      fractional: [
        ['on', percentage],
        ['off', 100 - percentage],
      ],
    }),
  rules: ({ rules }) =>
    boolean({
      if: [
        ...rules.flatMap(({ plan, minAge }) => [
          { and: [{ '==': [{ var: 'plan' }, plan] }, { '>=': [{ var: 'age' }, minAge] }] },
          'on',
        ]),
        'off',
      ],
    }),
  split: ({ shares }) => ({
    state: 'ENABLED',
    variants: Object.fromEntries(Object.keys(shares).map((name) => [name, name])),
    defaultVariant: Object.keys(shares)[0],
    targeting: { fractional: Object.entries(shares) },
  }),
  segment: ({ segment }) => boolean({ if: [{ $ref: segment }, 'on', 'off'] }),
};

function translate({ flags, segments }) {
  const said = flags.filter(({ kind }) => Object.hasOwn(SAY, kind));
  return {
    flags: Object.fromEntries(said.map((flag) => [flag.key, SAY[flag.kind](flag)])),
    ...(Object.keys(segments).length === 0
      ? {}
      : {
          $evaluators: Object.fromEntries(
            Object.entries(segments).map(([key, ids]) => [key, { in: [{ var: 'targetingKey' }, ids] }]),
          ),
        }),
  };
}

export const flagd = {
  name: 'flagd-core',
  package: '@openfeature/flagd-core',
  cannot: { requires: 'has no prerequisites' },
  translate,
  async open(text) {
    const core = new FlagdCore();
    core.setConfigurations(text);
    return {
      context: ({ id, plan, age }) => ({ targetingKey: id, plan, age }),
      isOn: (key, context) => core.resolveBooleanEvaluation(key, false, context).value,
      choice: (key, context) => core.resolveStringEvaluation(key, 'none', context).value,
      /** Its only input is the whole configuration as text. */
      changeAll: (changed) => core.setConfigurations(changed),
    };
  },
};
