// Replaces the clock, the timers and the random numbers of this process, so that hours pass in seconds and each run is the same.
import TinyQueue from 'tinyqueue';

/** Turns of the real event loop to wait for work that no timer stands for, such as digests and streams. */
const SETTLING_TURNS = 1_000;

/** Starts virtual time. Code that runs from now on reads it; promises and `setImmediate` stay real. */
export function startVirtualTime() {
  const real = { setImmediate };
  const timers = new TinyQueue([], (one, other) => one.due - other.due || one.order - other.order);
  let random = seeded(1);
  const begun = Date.UTC(2026, 0, 1);
  let now = 0;
  let order = 0;
  /** Work that no timer stands for. */
  const underway = new Set();

  function set(callback, ms, args, every) {
    const delay = ms >= 1 ? Math.trunc(ms) : 1;
    const timer = {
      due: now + delay,
      order: (order += 1),
      run: () => callback(...args),
      every: every ? delay : undefined,
    };
    timer.unref = () => timer;
    timer.ref = () => timer;
    timers.push(timer);
    return timer;
  }

  function clear(timer) {
    if (timer !== undefined && timer !== null) timer.run = undefined;
  }

  globalThis.setTimeout = (callback, ms, ...args) => set(callback, ms, args, false);
  globalThis.setInterval = (callback, ms, ...args) => set(callback, ms, args, true);
  globalThis.clearTimeout = clear;
  globalThis.clearInterval = clear;
  Date.now = () => begun + now;
  performance.now = () => now;
  Math.random = () => random();

  const turn = () => new Promise((resolve) => void real.setImmediate(resolve));

  /** Modules that load on demand are read from files. */
  const isLoading = () => process.getActiveResourcesInfo().some((name) => name.startsWith('FSReq'));

  async function settle() {
    await turn();
    for (let turns = 0; (underway.size > 0 && turns < SETTLING_TURNS) || isLoading(); turns += 1) await turn();
  }

  function fire(timer) {
    const { run, every } = timer;
    if (run === undefined) return;
    if (every === undefined) timer.run = undefined;
    else timers.push(Object.assign(timer, { due: now + every, order: (order += 1) }));
    run();
  }

  return {
    random: Math.random,
    now: () => now,
    /** Begins the random numbers of a seed, a positive integer. */
    seed: (seed) => void (random = seeded(seed)),
    /** Time does not go on before this work has settled, unless it waits for a timer. */
    async whileBusy(task) {
      const mark = {};
      underway.add(mark);
      try {
        return await task();
      } finally {
        underway.delete(mark);
      }
    },
    /** Lets that many milliseconds pass, or fewer when something is true before. */
    async pass(ms, isOver = () => false) {
      const end = now + ms;
      await settle();
      while (!isOver()) {
        const next = timers.peek();
        if (next === undefined || next.due > end) break;
        now = next.due;
        while (timers.peek()?.due === now) fire(timers.pop());
        await settle();
      }
      if (!isOver()) now = end;
    },
  };
}

/** A mulberry32 generator. */
function seeded(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
