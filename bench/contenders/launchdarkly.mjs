import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { init } from '@launchdarkly/node-server-sdk';
import { FileDataSourceFactory } from '@launchdarkly/node-server-sdk/integrations';

const flag = (key, rest) => ({
  key,
  version: 1,
  on: true,
  salt: key,
  targets: [],
  prerequisites: [],
  rules: [],
  fallthrough: { variation: 1 },
  offVariation: 1,
  variations: [true, false],
  ...rest,
});

const shares = (weights) => ({
  rollout: {
    contextKind: 'user',
    variations: weights.map((weight, variation) => ({ variation, weight: weight * 1_000 })),
  },
});

const clause = (attribute, op, values) => ({ contextKind: 'user', attribute, op, values, negate: false });

const SAY = {
  on: ({ key }) => flag(key, { fallthrough: { variation: 0 } }),
  rollout: ({ key, percentage }) => flag(key, { fallthrough: shares([percentage, 100 - percentage]) }),
  rules: ({ key, rules }) =>
    flag(key, {
      rules: rules.map(({ plan, minAge }, index) => ({
        id: `rule-${index}`,
        variation: 0,
        clauses: [clause('plan', 'in', [plan]), clause('age', 'greaterThanOrEqual', [minAge])],
      })),
    }),
  split: ({ key, shares: weights }) =>
    flag(key, { variations: Object.keys(weights), offVariation: 0, fallthrough: shares(Object.values(weights)) }),
  segment: ({ key, segment }) =>
    flag(key, { rules: [{ id: 'members', variation: 0, clauses: [clause('', 'segmentMatch', [segment])] }] }),
  requires: ({ key, needs }) =>
    flag(key, { prerequisites: [{ key: needs, variation: 0 }], fallthrough: { variation: 0 } }),
};

const translate = ({ flags, segments }) => ({
  flags: Object.fromEntries(flags.map((neutral) => [neutral.key, SAY[neutral.kind](neutral)])),
  segments: Object.fromEntries(
    Object.entries(segments).map(([key, included]) => [
      key,
      { key, version: 1, included, excluded: [], salt: key, rules: [] },
    ]),
  ),
});

const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

/** Reads its data from a file, as its documentation recommends for offline use. */
export const launchdarkly = {
  name: 'LaunchDarkly',
  package: '@launchdarkly/node-server-sdk',
  cannot: {},
  translate,
  async open(text) {
    const folder = await mkdtemp(join(tmpdir(), 'bench-'));
    const path = join(folder, 'flags.json');
    await writeFile(path, text);
    const client = init('sdk-bench', {
      sendEvents: false,
      diagnosticOptOut: true,
      logger: SILENT,
      updateProcessor: new FileDataSourceFactory({ paths: [path] }).getFactory(),
    });
    await client.waitForInitialization({ timeout: 60 });
    await rm(folder, { recursive: true });
    return {
      async: true,
      context: ({ id, plan, age }) => ({ kind: 'user', key: id, plan, age }),
      isOn: (key, context) => client.variation(key, context, false),
      choice: (key, context) => client.variation(key, context, 'none'),
      close: () => client.close(),
    };
  },
};
