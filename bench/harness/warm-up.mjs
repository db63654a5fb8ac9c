const CHECKS = 100;

/** Calls so long that the optimising compiler is done with the code before anything counts. */
export async function warmUp(call, { checks, milliseconds }) {
  const until = performance.now() + milliseconds;
  while (performance.now() < until) {
    for (let n = 0; n < CHECKS / checks; n++) await call();
  }
}
