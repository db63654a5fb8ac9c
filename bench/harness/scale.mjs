// Run as a child: what one instance does with a store of a given size, seen from outside.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createFlagstaff } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import { openStore, sleep, throughProxy } from '@flagstaff/testbed';
import { flagOf } from '../workloads/stored-flags.mjs';
import { report, task } from './child.mjs';
import { startCountingProxy } from './counting-proxy.mjs';
import { median } from './stats.mjs';

const { store, port, flags, edits } = task();
const WARM_UP = 5;
/** Milliseconds without traffic after which an edit is over: far less than the pauses between two polls. */
const QUIET = 100;

/** An instance that reaches the store through a proxy of its own. A store that is a file has none. */
async function open() {
  const proxy = port === undefined ? undefined : await startCountingProxy(port);
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
  let roundTrips;
  const times = await timed(async () => {
    await run();
    roundTrips = proxy && proxy.counts().roundTrips - before.roundTrips;
  }, settled);
  return { ...times, ...(proxy && { bytes: proxy.counts().bytes - before.bytes, roundTrips }) };
}

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
    ...(after && { bytes: after.bytes - before.bytes, roundTrips: after.roundTrips - before.roundTrips }),
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

report({ start, edit: mediansOf(measured), follow: mediansOf(arrived) });
