import { performance } from 'node:perf_hooks';

const seconds = (milliseconds) => `${(milliseconds / 1000).toFixed(1)} s`;

/**
 * Runs named steps in order and stops at the first failure.
 *
 * A step's `run` resolves to `{ ok, passed?, failed?, skipped?, note? }`; a step without counts counts as one check.
 */
export async function runSteps(steps) {
  const results = [];
  for (const [index, step] of steps.entries()) {
    console.log(`\n▶ ${step.name} (${index + 1} of ${steps.length})`);
    const start = performance.now();
    const outcome = await step.run().catch((error) => ({ ok: false, note: String(error?.message ?? error) }));
    const elapsed = performance.now() - start;
    results.push({ ...step, ...outcome, elapsed });
    console.log(`${outcome.ok ? '✔' : '✖'} ${step.name} ${seconds(elapsed)}`);
    if (!outcome.ok) break;
  }
  return results;
}

/** Prints the result of every step, how to repeat the failed one, and the counts in the last line. */
export function summarize(results, planned) {
  const width = Math.max(...results.map(({ name }) => name.length));
  console.log('\nSummary');
  for (const { ok, name, elapsed, note } of results) {
    console.log(`  ${ok ? '✔' : '✖'} ${name.padEnd(width)} ${seconds(elapsed).padStart(8)}  ${note ?? ''}`.trimEnd());
  }
  const counts = results.map(({ ok, passed, failed }) => ({
    passed: passed ?? (ok ? 1 : 0),
    // A step can fail without a failed test, for example if it could not start.
    failed: ok ? 0 : Math.max(1, failed ?? 1),
  }));
  const sum = (key) => counts.reduce((total, count) => total + count[key], 0);
  const broken = results.find(({ ok }) => !ok);
  if (broken) {
    const left = planned - results.length;
    console.log(`\nStep "${broken.name}" failed${left > 0 ? `; ${left} later steps did not run` : ''}.`);
    console.log(`Run it alone: ${broken.alone}`);
  }
  console.log(`\n${sum('passed')} passed, ${sum('failed')} failed`);
  return broken ? 1 : 0;
}
