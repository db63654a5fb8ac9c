import { median } from './stats.mjs';

const ROUNDS = 40;
const BATCH_MS = 4;
const WARM_MS = 300;

/** Processor time in milliseconds: on a busy machine a process waits more than it runs. */
function processorMs() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

let sink = 0;

/** Runs a call for a while; returns how often it ran. Adds up what it returns, so that no engine leaves it out. */
function runFor(call, milliseconds) {
  const until = processorMs() + milliseconds;
  let calls = 0;
  for (; processorMs() < until; calls++) for (let n = 0; n < 100; n++) sink += Number(call());
  return calls * 100;
}

function timeOf(call, count) {
  const start = processorMs();
  for (let n = 0; n < count; n++) sink += Number(call());
  return ((processorMs() - start) * 1e6) / count;
}

/**
 * Times two calls in turn, in one process; the side that begins changes with every round. Returns the medians in nanoseconds, and
 * the median of the ratios: of neighbors in time, which a busy machine slows alike.
 */
export function compareCalls(first, second) {
  for (const call of [first, second, first, second]) runFor(call, WARM_MS / 2);
  const count = runFor(first, BATCH_MS);
  const times = { first: [], second: [] };
  for (let round = 0; round < ROUNDS; round++) {
    const order = round % 2 === 0 ? ['first', 'second'] : ['second', 'first'];
    for (const side of order) times[side].push(timeOf(side === 'first' ? first : second, count));
  }
  return summarize(times);
}

/** Like `compareCalls`, for something asynchronous that is measured from outside. */
export async function compareRuns(rounds, first, second) {
  const times = { first: [], second: [] };
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 === 0 ? ['first', 'second'] : ['second', 'first'];
    for (const side of order) times[side].push(await (side === 'first' ? first() : second()));
  }
  return summarize(times);
}

function summarize({ first, second }) {
  return {
    first: median(first),
    second: median(second),
    ratio: median(second.map((time, index) => time / first[index])),
  };
}
