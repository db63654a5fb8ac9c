// Measures what exposures, tracked attributes and hooks add to a check. Runs on the built packages: `npm run bench:watching`
// builds core first. Each line compares the same checks with and without one of them, in turn, in one process. Processor time;
// the ratio is the median of the rounds. A new evaluator also reads the options that it is given.
import { createFlagstaff } from '@flagstaff/core';
import { compareCalls } from './harness/compare.mjs';

const USERS = 1_000;
const KEYS = Array.from({ length: 10 }, (_, at) => `flag-${at}`);

const bootstrap = KEYS.map((key) => ({
  kind: 'flag',
  key,
  type: 'boolean',
  rules: [
    {
      when: { attribute: 'plan', operator: 'in', value: ['pro', 'team'] },
      rollout: { percentage: 50 },
      serve: 'on',
    },
  ],
}));
const users = Array.from({ length: USERS }, (_, at) => ({ targetingKey: `user-${at}`, plan: 'pro', age: at % 90 }));

let received = 0;
const sink = (exposure) => {
  received += exposure.flag.length;
};
const hook = {
  after: (_context, details) => {
    received += details.flagKey.length;
  },
};

const open = (options) => createFlagstaff({ bootstrap, ...options });
const plain = open({});
const exposing = open({ exposures: { sink } });
const sampling = open({ exposures: { sink, percentage: 1 } });
const hooked = open({ hooks: [hook] });

/** A new evaluator per call, as per request. Other users in turn. */
const requests = (client, checks, options) => {
  const keys = KEYS.slice(0, checks);
  let at = 0;
  return () => {
    at = at + 1 === USERS ? 0 : at + 1;
    const flags = client.forContext(users[at], options);
    let on = 0;
    for (const key of keys) if (flags.isEnabled(key)) on += 1;
    return on;
  };
};

/** Checks of evaluators that exist, and have answered. */
const repeated = (client, options) => {
  const evaluators = users.map((user) => client.forContext(user, options));
  let at = 0;
  return () => {
    at = at + 1 === USERS ? 0 : at + 1;
    return evaluators[at].isEnabled(KEYS[0]);
  };
};

const tracked = { trackAttributes: true };
const variants = [
  ['exposures', exposing, undefined, 3],
  ['exposures of 1 % of the subjects', sampling, undefined, 1.2],
  ['one hook', hooked, undefined, 1.3],
  ['tracked attributes', plain, tracked, 1.5],
];

const row = (...cells) =>
  console.log(
    cells.map((cell, at) => String(cell)[at < 2 ? 'padEnd' : 'padStart']([34, 26, 11, 11, 8, 8][at])).join(''),
  );
row('with', 'checks', 'plain, ns', 'with, ns', 'ratio', 'target');
for (const [name, client, options, target] of variants) {
  for (const [how, first, second, most] of [
    ['one, new evaluator', requests(plain, 1), requests(client, 1, options), target],
    ['ten, new evaluator', requests(plain, 10), requests(client, 10, options), ''],
    ['one, same evaluator', repeated(plain), repeated(client, options), ''],
  ]) {
    const found = compareCalls(first, second);
    row(name, how, found.first.toFixed(0), found.second.toFixed(0), found.ratio.toFixed(2), most);
  }
}
if (received === 0) throw new Error('Nothing was observed.');
await Promise.all([plain, exposing, sampling, hooked].map((client) => client.close()));
