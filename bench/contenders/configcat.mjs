import { createConsoleLogger, getClient, LogLevel, PollingMode, User } from '@configcat/sdk/node';

const BOOLEAN = 0;
const TEXT = 1;
const TEXT_IS_ONE_OF = 0;
const NUMBER_GREATER_OR_EQUALS = 15;
const TEXT_EQUALS = 28;
const IS = 0;

const served = (value) => ({ v: typeof value === 'boolean' ? { b: value } : { s: value }, i: String(value) });
const boolean = (value, rest) => ({ t: BOOLEAN, ...served(value), ...rest });

const SAY = {
  on: () => boolean(true),
  rollout: ({ percentage }) =>
    boolean(false, {
      p: [
        { p: percentage, ...served(true) },
        { p: 100 - percentage, ...served(false) },
      ],
    }),
  rules: ({ rules }) =>
    boolean(false, {
      r: rules.map(({ plan, minAge }) => ({
        c: [{ u: { a: 'plan', c: TEXT_EQUALS, s: plan } }, { u: { a: 'age', c: NUMBER_GREATER_OR_EQUALS, d: minAge } }],
        s: served(true),
      })),
    }),
  split: ({ shares }) => ({
    t: TEXT,
    ...served('none'),
    p: Object.entries(shares).map(([name, weight]) => ({ p: weight, ...served(name) })),
  }),
  segment: () => boolean(false, { r: [{ c: [{ s: { s: 0, c: IS } }], s: served(true) }] }),
  requires: ({ needs }) =>
    boolean(false, { r: [{ c: [{ p: { f: needs, c: IS, v: { b: true } } }], s: served(true) }] }),
};

const translate = ({ flags, segments }) => ({
  p: { u: 'http://localhost:9', r: 0, s: 'c2FsdA==' },
  s: Object.entries(segments).map(([n, l]) => ({ n, r: [{ a: 'Identifier', c: TEXT_IS_ONE_OF, l }] })),
  f: Object.fromEntries(flags.map((flag) => [flag.key, SAY[flag.kind](flag)])),
});

/** Runs offline from its cache, and evaluates through its synchronous snapshot. */
export const configcat = {
  name: 'ConfigCat',
  package: '@configcat/sdk',
  cannot: {},
  translate,
  async open(text) {
    const cached = `${Date.now()}\n"bench"\n${text}`;
    const client = getClient('configcat-sdk-1/0000000000000000000000/0000000000000000000000', PollingMode.ManualPoll, {
      offline: true,
      cache: { get: () => cached, set: () => undefined },
      logger: createConsoleLogger(LogLevel.Off),
    });
    await client.waitForReady();
    const snapshot = client.snapshot();
    return {
      context: ({ id, plan, age }) => new User(id, undefined, undefined, { plan, age }),
      isOn: (key, user) => snapshot.getValue(key, false, user),
      choice: (key, user) => snapshot.getValue(key, 'none', user),
      close: () => client.dispose(),
    };
  },
};
