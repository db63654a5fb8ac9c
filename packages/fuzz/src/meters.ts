import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const SPAN_MS = 5;

/**
 * Measures the longest time that the event loop was blocked: the lesser of wall time and CPU time, so that neither other programs nor
 * helper threads count.
 */
export interface LoopMeter {
  reset(): void;
  /** Milliseconds since the last reset, including work in progress. */
  longest(): number;
  stop(): void;
}

export function createLoopMeter(): LoopMeter {
  let longest = 0;
  let wall = performance.now();
  let own = process.cpuUsage();
  const look = (): void => {
    const { user, system } = process.cpuUsage(own);
    longest = Math.max(longest, Math.min(performance.now() - wall, (user + system) / 1_000));
    wall = performance.now();
    own = process.cpuUsage();
  };
  const timer = setInterval(look, SPAN_MS);
  timer.unref();
  return {
    reset() {
      look();
      longest = 0;
    },
    longest() {
      look();
      return longest;
    },
    stop: () => clearInterval(timer),
  };
}

let collect: (() => void) | undefined;

/** Returns the bytes in use after a full garbage collection. */
export function heapInUse(): number {
  if (collect === undefined) {
    setFlagsFromString('--expose-gc');
    collect = runInNewContext('gc') as () => void;
  }
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}

const PROTOTYPES: readonly object[] = [
  Object,
  Array,
  Function,
  String,
  Number,
  Boolean,
  Date,
  Map,
  Set,
  Promise,
  RegExp,
  Error,
  Uint8Array,
].map(({ prototype }) => prototype as object);

/** Returns the names of all properties that objects inherit. */
export function inheritedNames(): string {
  return PROTOTYPES.map((prototype) => Reflect.ownKeys(prototype).map(String).join()).join(';');
}
