import { KEYS, mixedFlags } from './flags.mjs';

const isAsync = (handle) => handle.async === true;

/** Checks one flag, for a different user on every call. Contexts are created beforehand. */
function single(kind) {
  const key = KEYS[kind];
  return (handle, users) => {
    const contexts = users.map((user) => handle.context(user));
    const count = contexts.length;
    let index = 0;
    const next = () => {
      index = index + 1 === count ? 0 : index + 1;
      return contexts[index];
    };
    return kind === 'split' ? () => handle.choice(key, next()) : () => handle.isOn(key, next());
  };
}

const shown = (answer) => (answer === true ? 1 : answer === false ? 0 : answer.length);

/** A request: creates the context of one user and checks a list of flags a number of times. */
function request(flags, times) {
  const keys = Array.from({ length: times }, () => flags).flat();
  return (handle, users) => {
    let index = 0;
    const next = () => {
      index = index + 1 === users.length ? 0 : index + 1;
      return handle.context(users[index]);
    };
    const ask = ({ kind, key }, context) =>
      kind === 'split' ? handle.choice(key, context) : handle.isOn(key, context);
    if (isAsync(handle)) {
      return async () => {
        const context = next();
        let sum = 0;
        for (const flag of keys) sum += shown(await ask(flag, context));
        return sum;
      };
    }
    return () => {
      const context = next();
      let sum = 0;
      for (const flag of keys) sum += shown(ask(flag, context));
      return sum;
    };
  };
}

const MIXED_KINDS = ['on', 'rollout', 'rules', 'split'];

/**
 * `kinds`: the kinds of flags that a contender must support. `prepare(handle, users, flags)` returns the function to measure.
 * `checks`: the number of checks in one call.
 */
export const WORKLOADS = {
  a: { title: 'a boolean flag that is on', kinds: ['on'], checks: 1, prepare: single('on') },
  b: { title: 'a 20 % rollout', kinds: ['rollout'], checks: 1, prepare: single('rollout') },
  c: { title: 'ten rules of two conditions, the last matches', kinds: ['rules'], checks: 1, prepare: single('rules') },
  d: { title: 'a three-way split', kinds: ['split'], checks: 1, prepare: single('split') },
  e: { title: 'a segment of 10,000 ids', kinds: ['segment'], checks: 1, prepare: single('segment') },
  f: mixed('1,000 mixed flags for one user', 1_000, 1),
  g: { title: 'prerequisites four deep', kinds: ['requires', 'rules'], checks: 1, prepare: single('requires') },
  h: mixed('100 mixed flags checked twice in one request', 100, 2),
};

function mixed(title, flags, times) {
  return {
    title,
    kinds: MIXED_KINDS,
    checks: flags * times,
    /** Checks smaller datasets entirely. */
    prepare: (handle, users, available = flags) =>
      request(mixedFlags(Math.min(flags, available)), times)(handle, users),
  };
}
