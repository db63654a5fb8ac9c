// Run as a child: what one instance does with a store of a given size, seen from outside.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createFlagstaff } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import { openStore, sleep, throughProxy } from '@flagstaff/testbed';
import { flagOf } from '../workloads/stored-flags.mjs';
import { report, task } from './child.mjs';
import { startCountingProxy } from './counting-proxy.mjs';
import { median } from './stats.mjs';

const { store, port, protocol, flags, edits } = task();
const WARM_UP = 5;
/** Milliseconds without traffic after which an edit is over: far less than the pauses between two polls. */
const QUIET = 100;
/** Each takes a second, after which a copy is written. */
const COPIES = 3;
const ENVIRONMENTS = 18;
/** Flags with a patch for each environment. */
const PATCHED = 1_000;

/** An instance that reaches the store through a proxy of its own. A store that is a file has none. */
async function open() {
  const proxy = port === undefined ? undefined : await startCountingProxy(port, protocol);
  const url = proxy === undefined ? store.url : throughProxy(store.url, proxy);
  return { proxy, storage: await openStore({ ...store, url }) };
}

/** Resolves after `QUIET` milliseconds without traffic. */
async function quiet(...proxies) {
  const bytes = () => proxies.map((proxy) => proxy?.counts().bytes ?? 0).join();
  for (let before = ''; before !== bytes();) {
    before = bytes();
    await sleep(QUIET);
  }
}

/** Resolves to the milliseconds that a task takes, and the longest turn of the event loop until `settled` resolves. */
async function timed(run, settled) {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  // The first interval is not recorded.
  await sleep(5);
  const begun = performance.now();
  await run();
  const ms = performance.now() - begun;
  await settled();
  delay.disable();
  return { ms, blockedMs: delay.max / 1e6 };
}

async function counted({ proxy }, run, settled) {
  const before = proxy?.counts();
  let turns;
  const times = await timed(async () => {
    await run();
    turns = proxy && turnsSince(before, proxy.counts());
  }, settled);
  return { ...times, ...(proxy && { bytes: proxy.counts().bytes - before.bytes, ...turns }) };
}

const turnsSince = (before, after) => ({
  roundTrips: after.roundTrips - before.roundTrips,
  statements: after.statements - before.statements,
});

const mediansOf = (all) =>
  Object.fromEntries(Object.keys(all[0]).map((name) => [name, median(all.map((one) => one[name]))]));

async function followed(own, follower, document) {
  const arrival = new Promise((resolve) => void follower.flagstaff.on('change', () => resolve(performance.now())));
  const before = follower.proxy?.counts();
  await manage(own.flagstaff).set(document);
  const committed = performance.now();
  const ms = (await arrival) - committed;
  await quiet(own.proxy, follower.proxy);
  const after = follower.proxy?.counts();
  return {
    ms: Math.max(0, ms),
    ...(after && { bytes: after.bytes - before.bytes, ...turnsSince(before, after) }),
  };
}

// Timers of the client keep no process alive.
setInterval(() => undefined, 60_000);
const own = await open();
const start = await counted(
  own,
  () => {
    own.flagstaff = createFlagstaff({ storage: own.storage });
    return own.flagstaff.ready({ timeoutMs: 60_000 });
  },
  () => quiet(own.proxy),
);

const measured = [];
for (let n = 0; n < WARM_UP + edits; n += 1) {
  const document = flagOf(n % flags, 30 + n);
  const edit = await counted(
    own,
    () => manage(own.flagstaff).set(document),
    () => quiet(own.proxy),
  );
  if (n >= WARM_UP) measured.push(edit);
}

const follower = await open();
follower.flagstaff = createFlagstaff({ storage: follower.storage });
await follower.flagstaff.ready({ timeoutMs: 60_000 });
await quiet(own.proxy, follower.proxy);
const arrived = [];
for (let n = 0; n < edits; n += 1) arrived.push(await followed(own, follower, flagOf(n % flags, n)));

/** The copy of the last documents, without the disk. Resolves with the longest turn, from an edit until the copy is complete. */
async function copied() {
  let written;
  const lastKnownGood = { read: async () => undefined, write: async () => written?.() };
  const first = new Promise((resolve) => (written = resolve));
  const { storage } = await open();
  const flagstaff = createFlagstaff({ storage, lastKnownGood });
  await flagstaff.ready({ timeoutMs: 60_000 });
  await first;
  const copies = [];
  for (let n = 0; n < COPIES; n += 1) {
    const copy = new Promise((resolve) => (written = resolve));
    const settled = () => copy;
    copies.push(await timed(() => manage(flagstaff).set(flagOf(n % flags, 60 + n)), settled));
  }
  await flagstaff.close();
  return { blockedMs: median(copies.map(({ blockedMs }) => blockedMs)) };
}

/** A change while flags are evaluated in many environments, from its arrival until all of them have answered with it. */
async function renewed() {
  const names = Array.from({ length: ENVIRONMENTS }, (_, n) => `environment-${n}`);
  const { flagstaff } = own;
  const environments = Object.fromEntries(names.map((name) => [name, { default: 'on' }]));
  const patched = Array.from({ length: Math.min(flags, PATCHED) }, (_, n) => ({ ...flagOf(n), environments }));
  const documents = [...names.map((key) => ({ kind: 'environment', key })), ...patched];
  await manage(flagstaff).commit(documents.map((document) => ({ type: 'set', document })));
  const evaluate = () => {
    for (const name of names) flagstaff.forEnvironment(name).forContext({ targetingKey: 'ada' }).isEnabled('flag-0');
  };
  evaluate();
  const times = [];
  for (let n = 0; n < WARM_UP + COPIES; n += 1) {
    let begun;
    const stop = flagstaff.on('change', () => (begun = performance.now()));
    await manage(flagstaff).set({ ...flagOf(n % flags, n), environments });
    evaluate();
    times.push(performance.now() - begun);
    stop();
  }
  return { ms: median(times.slice(WARM_UP)) };
}

const copy = await copied();
report({ start, edit: mediansOf(measured), follow: mediansOf(arrived), copy, environments: await renewed() });
