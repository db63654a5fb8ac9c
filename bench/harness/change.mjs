// Measures a change of one flag among many, from the call to the first answer that shows it, and opening all flags anew.
import { loadContender } from '../contenders/index.mjs';
import { createMix } from '../workloads/dataset.mjs';
import { createUsers } from '../workloads/users.mjs';
import { report, task } from './child.mjs';
import { median } from './stats.mjs';

const { contender: id, flags, changes } = task();
const FULL = 7;
const CHANGES_OF_ALL = 12;
/** The share of changes to ignore as warm-up: the optimizing compiler needs some hundreds. */
const WARM = 0.5;

const contender = await loadContender(id);
const mix = createMix(flags);
const [user] = createUsers(1);
const KEY = mix.flags[0].key;
const changed = (on) => ({ kind: 'rollout', key: KEY, percentage: on ? 100 : 0, pinned: [] });
const say = (dataset) => JSON.stringify(contender.translate(dataset));
const text = say(mix);
const texts = [true, false].map((on) => say({ ...mix, flags: [changed(on), ...mix.flags.slice(1)] }));

async function timed(act) {
  const start = performance.now();
  await act();
  return performance.now() - start;
}

const late = (times) => median(times.slice(Math.floor(times.length * WARM)));

const full = [];
// Some contenders compile a flag at its first evaluation, so this evaluates every flag once.
const compiled = [];
for (let n = 0; n < FULL; n++) {
  let another;
  const opened = await timed(async () => {
    another = await contender.open(text);
    await another.isOn(KEY, another.context(user));
  });
  const asked = await timed(() => {
    const context = another.context(user);
    for (const { kind, key } of mix.flags) {
      if (kind === 'split') another.choice(key, context);
      else another.isOn(key, context);
    }
  });
  full.push(opened);
  compiled.push(opened + asked);
  await another.settle?.();
  await another.close?.();
  globalThis.gc();
}

const parse = [];
for (let n = 0; n < FULL; n++) parse.push(await timed(() => JSON.parse(text)));

const handle = await contender.open(text);
await handle.settle?.();
const times = [];
const count = handle.change === undefined ? CHANGES_OF_ALL : changes;
for (let n = 0; n < count; n++) {
  const on = n % 2 === 0;
  times.push(
    await timed(async () => {
      await (handle.change === undefined ? handle.changeAll(texts[on ? 0 : 1]) : handle.change(changed(on)));
      if ((await handle.isOn(KEY, handle.context(user))) !== on) throw new Error(`${id}: the change does not show`);
    }),
  );
}
report({ change: late(times), full: late(full), compiled: late(compiled), parse: late(parse) });
