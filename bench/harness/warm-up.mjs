const CHECKS = 100;

/** Runs the code until V8 has optimized it. */
export async function warmUp(call, { checks, milliseconds }) {
  const until = performance.now() + milliseconds;
  while (performance.now() < until) {
    for (let n = 0; n < CHECKS / checks; n++) await call();
  }
}
