import { InMemStorageProvider, Unleash } from 'unleash-client';
import Repository from 'unleash-client/lib/repository/index.js';

const constraint = (contextName, operator, rest) => ({ contextName, operator, inverted: false, values: [], ...rest });

const rolledOut = (key, percentage, rest) => ({
  name: 'flexibleRollout',
  parameters: { rollout: String(percentage), stickiness: 'userId', groupId: key },
  constraints: [],
  ...rest,
});
const plain = (rest) => ({ name: 'default', parameters: {}, constraints: [], ...rest });

const SAY = {
  on: () => ({ strategies: [plain()] }),
  rollout: ({ key, percentage }) => ({ strategies: [rolledOut(key, percentage)] }),
  rules: ({ rules }) => ({
    strategies: rules.map(({ plan, minAge }) =>
      plain({
        constraints: [
          constraint('plan', 'IN', { values: [plan] }),
          constraint('age', 'NUM_GTE', { value: String(minAge) }),
        ],
      }),
    ),
  }),
  split: ({ key, shares }) => ({
    strategies: [
      rolledOut(key, 100, {
        variants: Object.entries(shares).map(([name, weight]) => ({
          name,
          weight: weight * 10,
          weightType: 'variable',
          stickiness: 'userId',
        })),
      }),
    ],
  }),
  segment: () => ({ strategies: [plain({ segments: [1] })] }),
  requires: ({ needs }) => ({ strategies: [plain()], dependencies: [{ feature: needs }] }),
};

const sayFlag = (flag) => ({ name: flag.key, type: 'release', enabled: true, variants: [], ...SAY[flag.kind](flag) });

const translate = ({ flags, segments }) => ({
  version: 2,
  features: flags.map(sayFlag),
  segments: Object.values(segments).map((values, index) => ({
    id: index + 1,
    constraints: [constraint('userId', 'IN', { values })],
  })),
});

const HERE = { appName: 'bench', url: 'http://localhost:9/', refreshInterval: 0, disableMetrics: true };

/** Fills its repository as the fetcher would, but never starts it, so that nothing goes over the network. */
export const unleash = {
  name: 'Unleash',
  package: 'unleash-client',
  cannot: {},
  translate,
  async open(text) {
    const Store = Repository.default ?? Repository;
    const repository = new Store({
      ...HERE,
      instanceId: 'bench',
      connectionId: 'bench',
      bootstrapProvider: { readBootstrap: async () => undefined },
      storageProvider: new InMemStorageProvider(),
      mode: { type: 'polling', format: 'full' },
    });
    const client = new Unleash({ ...HERE, repository, disableAutoStart: true, skipInstanceCountWarning: true });
    const ready = new Promise((resolve) => client.once('ready', resolve));
    await repository.save({ ...JSON.parse(text), type: 'full' }, true);
    await ready;
    return {
      context: ({ id, plan, age }) => ({ userId: id, properties: { plan, age } }),
      isOn: (key, context) => client.isEnabled(key, context),
      choice: (key, context) => client.getVariant(key, context).name,
      change: (flag) =>
        repository.save(
          { type: 'delta', events: [{ type: 'feature-updated', eventId: 1, feature: sayFlag(flag) }] },
          true,
        ),
      close: () => client.destroy(),
    };
  },
};
