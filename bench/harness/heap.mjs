import { quantile } from './stats.mjs';

const CHUNKS = 7;
/** Few enough to fit into a young generation of `YOUNG_MB` without a collection. */
const CALLS = 500;
const CALLS_OF_MANY_CHECKS = 2;

const YOUNG_MB = 64;
export const HEAP_OPTIONS = [`--min-semi-space-size=${YOUNG_MB}`, `--max-semi-space-size=${YOUNG_MB}`];

const used = () => process.memoryUsage().heapUsed;

async function grown(call, calls, isAsync) {
  globalThis.gc();
  const before = used();
  if (isAsync) for (let n = 0; n < calls; n++) await call();
  else for (let n = 0; n < calls; n++) call();
  return used() - before;
}

/** Returns the bytes that one call allocates: the median of chunks, minus the measurement's own. */
export async function bytesPerCall(call, { checks, isAsync }) {
  const calls = checks === 1 ? CALLS : CALLS_OF_MANY_CHECKS;
  const nothing = isAsync ? async () => undefined : () => undefined;
  const of = async (measured, count) => {
    const chunks = [];
    for (let n = 0; n < CHUNKS; n++) chunks.push(await grown(measured, count, isAsync));
    return quantile(chunks, 0.5);
  };
  const cost = await of(nothing, 0);
  return Math.max(0, (await of(call, calls)) - cost) / calls;
}
