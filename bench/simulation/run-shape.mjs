import { createFlagstaff } from '@flagstaff/core';
import { createNetwork } from './network.mjs';
import { SHAPES } from './shapes.mjs';

/** Milliseconds in which instances start, as in a deployment. */
const START_MS = 10_000;
/** Milliseconds until the intervals between polls have grown. */
const CALM_MS = 60_000;
const REST_MS = 60_000;
const CHANGES = 3;
const SPACING_MS = 5_000;
/** Milliseconds that a server is down. */
const DOWN_MS = 5_000;
/** Milliseconds after which an instance without the current revision has missed it. */
const PATIENCE_MS = 120_000;
const LOSS = 0.01;

/**
 * Lets instances start, rest, follow changes on a network without and with loss, and recover after a restart.
 *
 * @param time Virtual time, which has started.
 * @returns The figures of each phase. Milliseconds, and counts of each tier of servers.
 */
export async function runShape(name, { instances, time }) {
  const network = createNetwork({ random: time.random, latencyMs: 0.5, loss: 0 });
  const shape = SHAPES[name].build({ network, time }, instances);
  const clients = [];
  /** The instances without the current revision, and when the others got it. */
  const behind = new Set();
  const arrivals = [];
  let missed = 0;

  function start(n) {
    const flagstaff = createFlagstaff({ storage: shape.backend(n) });
    const arrive = () => {
      if (flagstaff.revision?.number === shape.store.number && behind.delete(flagstaff)) arrivals.push(time.now());
    };
    flagstaff.on('error', () => undefined);
    flagstaff.on('change', arrive);
    flagstaff.on('ready', arrive);
    clients.push(flagstaff);
    behind.add(flagstaff);
  }

  const counts = () =>
    Object.fromEntries(
      Object.entries(shape.tiers).map(([tier, servers]) => [
        tier,
        {
          servers: servers.length,
          connections: sum(servers, (server) => server.connections),
          opened: sum(servers, ({ counts: { opened } }) => opened),
          requests: sum(servers, ({ counts: { requests } }) => requests),
          bytes: sum(servers, ({ counts: { bytes } }) => bytes),
        },
      ]),
    );

  /** Runs a phase. Returns its milliseconds, and what each tier did meanwhile. */
  async function phase(task) {
    const before = counts();
    const begun = time.now();
    const figures = await task();
    const tiers = Object.entries(counts()).map(([tier, now]) => {
      const { opened, requests, bytes } = before[tier];
      const peak = Math.max(...shape.tiers[tier].map((server) => server.peakSince(begun)));
      const done = { opened: now.opened - opened, requests: now.requests - requests, bytes: now.bytes - bytes, peak };
      return [tier, { ...now, ...done }];
    });
    return { ...figures, ms: time.now() - begun, tiers: Object.fromEntries(tiers) };
  }

  /** Waits until every instance has the current revision. Returns when each got it, in order. */
  async function converge() {
    const begun = time.now();
    await time.pass(PATIENCE_MS, () => behind.size === 0);
    missed += behind.size;
    return arrivals.splice(0).map((at) => at - begun);
  }

  async function change() {
    shape.store.commit();
    for (const flagstaff of clients) behind.add(flagstaff);
    return converge();
  }

  /** Makes changes, one after another. The counts are those until every instance has each. */
  async function changes() {
    const times = [];
    const perChange = [];
    for (let n = 0; n < CHANGES; n += 1) {
      perChange.push(await phase(async () => void times.push(...(await change()))));
      await time.pass(SPACING_MS);
    }
    times.sort((one, other) => one - other);
    const tiers = Object.keys(shape.tiers).map((tier) => [
      tier,
      averageOf(perChange.map((figures) => figures.tiers[tier])),
    ]);
    return { median: times[Math.floor(times.length / 2)], last: times.at(-1), tiers: Object.fromEntries(tiers) };
  }

  const started = await phase(async () => {
    for (let n = 0; n < instances; n += 1) setTimeout(() => start(n), time.random() * START_MS);
    await time.pass(START_MS);
    await converge();
  });
  await time.pass(CALM_MS);
  const rest = await phase(() => time.pass(REST_MS));
  const followed = await changes();
  network.loss = LOSS;
  const lossy = await changes();
  network.loss = 0;
  const recovered = await phase(async () => {
    const restarting = shape.restart(DOWN_MS);
    await time.pass(DOWN_MS);
    await restarting;
    return { converged: (await change()).at(-1) };
  });
  for (const flagstaff of clients) void flagstaff.close();
  await time.pass(1_000);
  return { title: shape.title, instances, restarts: shape.restarts, started, rest, followed, lossy, recovered, missed };
}

const averageOf = (figures) => ({
  requests: sum(figures, ({ requests }) => requests) / figures.length,
  bytes: sum(figures, ({ bytes }) => bytes) / figures.length,
});

const sum = (items, of) => items.reduce((total, item) => total + of(item), 0);
