// Verifies a contender's answers before it is timed. `prove` returns the first fault, or undefined.
import { isMember } from './dataset.mjs';
import { ADULT, KEYS, mixedFlags, PERCENTAGE, SHARES } from './flags.mjs';

const matchesRules = ({ plan, age }) => plan === 'pro' && age >= ADULT;

/** Four standard deviations of a share, plus two of the hundredths of a percent that some contenders round to. */
const tolerance = (share, count) => 4 * Math.sqrt((share * (1 - share)) / count) + 0.0002;

const percent = (share) => `${(share * 100).toFixed(1)} %`;

function wrongShare(what, answers, matches, share) {
  const got = answers.filter(matches).length / answers.length;
  if (Math.abs(got - share) <= tolerance(share, answers.length)) return undefined;
  return `${what}: ${percent(got)} instead of ${percent(share)}`;
}

const notASCII = ({ id }) => /[^\x20-\x7e]/.test(id);

async function askAll(handle, users, ask) {
  const answers = [];
  for (const user of users) answers.push(await ask(handle.context(user)));
  return answers;
}

const exactly = (kind, expected) => async (handle, users) => {
  const answers = await askAll(handle, users, (context) => handle.isOn(KEYS[kind], context));
  const wrong = answers.findIndex((answer, index) => answer !== expected(users[index], index));
  if (wrong === -1) return undefined;
  const count = answers.filter((answer, index) => answer !== expected(users[index], index)).length;
  return `${count} of ${users.length} users get a wrong answer, the first is ${JSON.stringify(answers[wrong])}`;
};

async function shared(handle, users, ask, shares) {
  const answers = await askAll(handle, users, ask);
  const again = await askAll(handle, users, ask);
  if (answers.some((answer, index) => answer !== again[index])) return 'a user gets two answers for the same check';
  if (answers.some((answer) => !shares.has(answer))) return 'an answer is none of the variants';
  for (const [variant, share] of shares) {
    const matches = (answer) => answer === variant;
    const others = answers.filter((_, index) => notASCII(users[index]));
    const wrong =
      wrongShare(`${variant}`, answers, matches, share) ??
      wrongShare(`${variant}, ids not ASCII`, others, matches, share);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

const BOOLEAN_SHARES = new Map([
  [true, PERCENTAGE / 100],
  [false, 1 - PERCENTAGE / 100],
]);
const COLOR_SHARES = new Map(Object.entries(SHARES).map(([name, weight]) => [name, weight / 100]));

const rollout = (handle, users) => shared(handle, users, (c) => handle.isOn(KEYS.rollout, c), BOOLEAN_SHARES);
const split = (handle, users) => shared(handle, users, (c) => handle.choice(KEYS.split, c), COLOR_SHARES);

/** Checks every mixed flag for a tenth of the users, and for at most a hundred: exactly where the answer is known, by share for rollouts and splits. */
const mix = (count) => async (handle, users) => {
  const sample = users.filter((_, index) => index % Math.max(10, Math.ceil(users.length / 100)) === 0);
  const drawn = [];
  for (const { kind, key } of mixedFlags(count)) {
    for (const user of sample) {
      const context = handle.context(user);
      const answer = await (kind === 'split' ? handle.choice(key, context) : handle.isOn(key, context));
      if (kind === 'on' && answer !== true) return `${key} is not true`;
      if (kind === 'rules' && answer !== matchesRules(user))
        return `${key} answers ${answer} to ${JSON.stringify(user)}`;
      if (kind === 'split' && !COLOR_SHARES.has(answer)) return `${key} answers ${answer}`;
      if (kind === 'rollout') drawn.push(answer);
    }
  }
  return wrongShare('rollouts', drawn, (answer) => answer === true, PERCENTAGE / 100);
};

const PROOFS = {
  a: exactly('on', () => true),
  b: rollout,
  c: exactly('rules', matchesRules),
  d: split,
  e: exactly('segment', (_, index) => isMember(index)),
  f: mix(1_000),
  g: exactly('requires', matchesRules),
  h: mix(100),
};

export const prove = (workload, handle, users) => PROOFS[workload](handle, users);
