import { createClient } from '@vercel/flags-core';

const HERE = 'production';

const boolean = (key, config) => ({ variants: [false, true], seed: seedOf(key), environments: { [HERE]: config } });

/** A number that differs between flags, like a stored seed. */
function seedOf(key) {
  let seed = 0;
  for (const character of key) seed = (Math.imul(seed, 31) + character.codePointAt(0)) | 0;
  return seed >>> 0;
}

const byId = (weights, defaultVariant = 0) => ({ type: 'split', base: ['user', 'id'], weights, defaultVariant });

const SAY = {
  on: ({ key }) => boolean(key, { fallthrough: 1 }),
  rollout: ({ key, percentage }) => boolean(key, { fallthrough: byId([100 - percentage, percentage]) }),
  rules: ({ key, rules }) =>
    boolean(key, {
      rules: rules.map(({ plan, minAge }) => ({
        conditions: [
          [['user', 'plan'], 'eq', plan],
          [['user', 'age'], 'gte', minAge],
        ],
        outcome: 1,
      })),
      fallthrough: 0,
    }),
  split: ({ key, shares }) => ({
    variants: Object.keys(shares),
    seed: seedOf(key),
    environments: { [HERE]: { fallthrough: byId(Object.values(shares)) } },
  }),
  segment: ({ key, segment }) =>
    boolean(key, { rules: [{ conditions: [['segment', 'eq', segment]], outcome: 1 }], fallthrough: 0 }),
};

const translate = ({ flags, segments }) => ({
  environment: HERE,
  projectId: 'prj_bench',
  configUpdatedAt: 1,
  revision: 1,
  definitions: Object.fromEntries(
    flags.filter(({ kind }) => Object.hasOwn(SAY, kind)).map((flag) => [flag.key, SAY[flag.kind](flag)]),
  ),
  segments: Object.fromEntries(Object.entries(segments).map(([key, id]) => [key, { include: { user: { id } } }])),
});

export const vercel = {
  name: 'Vercel flags-core',
  package: '@vercel/flags-core',
  cannot: { requires: 'has no prerequisites' },
  translate,
  async open(text) {
    const client = createClient('vf_server_bench', {
      datafile: JSON.parse(text),
      stream: false,
      polling: false,
      disableMetrics: true,
    });
    await client.initialize();
    const value = async (key, initial, context) => (await client.evaluate(key, initial, context)).value;
    return {
      async: true,
      context: ({ id, plan, age }) => ({ user: { id, plan, age } }),
      isOn: (key, context) => value(key, false, context),
      choice: (key, context) => value(key, 'none', context),
      close: () => client.shutdown(),
    };
  },
};
