import { GrowthBookClient } from '@growthbook/growthbook';

const SAY = {
  on: () => ({ defaultValue: true }),
  rollout: ({ percentage }) => ({
    defaultValue: false,
    rules: [{ force: true, coverage: percentage / 100, hashAttribute: 'id' }],
  }),
  rules: ({ rules }) => ({
    defaultValue: false,
    rules: rules.map(({ plan, minAge }) => ({ condition: { plan, age: { $gte: minAge } }, force: true })),
  }),
  split: ({ key, shares }) => ({
    defaultValue: 'none',
    rules: [
      {
        key,
        variations: Object.keys(shares),
        weights: Object.values(shares).map((weight) => weight / 100),
        coverage: 1,
        hashAttribute: 'id',
      },
    ],
  }),
  segment: ({ segment }) => ({
    defaultValue: false,
    rules: [{ condition: { id: { $inGroup: segment } }, force: true }],
  }),
  requires: ({ needs }) => ({
    defaultValue: false,
    rules: [{ parentConditions: [{ id: needs, condition: { value: true } }], force: true }],
  }),
};

const translate = ({ flags, segments }) => ({
  features: Object.fromEntries(flags.map((flag) => [flag.key, SAY[flag.kind](flag)])),
  savedGroups: segments,
});

export const growthbook = {
  name: 'GrowthBook',
  package: '@growthbook/growthbook',
  cannot: {},
  translate,
  async open(text) {
    const client = new GrowthBookClient().initSync({ payload: JSON.parse(text) });
    return {
      context: ({ id, plan, age }) => ({ attributes: { id, plan, age } }),
      isOn: (key, context) => client.isOn(key, context),
      choice: (key, context) => client.getFeatureValue(key, 'none', context),
      changeAll: (changed) => client.setPayload(JSON.parse(changed)),
      close: () => client.destroy(),
    };
  },
};
