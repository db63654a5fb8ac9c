import { performance } from 'node:perf_hooks';

/** How much of a failed step's output the summary repeats. */
const LAST_LINES = 60;

const seconds = (milliseconds) => `${(milliseconds / 1000).toFixed(1)} s`;

/**
 * Runs named steps in order and stops at the first failure. A list among the steps runs side by side, each of its members to its
 * end; a member may be a list of its own, which runs in order.
 *
 * A step's `run` resolves to `{ ok, passed?, failed?, note?, output? }`; a step without counts counts as one check.
 */
export async function runSteps(steps) {
  const results = [];
  for (const step of steps) {
    const members = Array.isArray(step) ? step : [step];
    const lanes = await Promise.all(
      members.map((member) => (Array.isArray(member) ? runSteps(member) : runStep(member))),
    );
    results.push(...lanes.flat());
    if (results.some(({ ok }) => !ok)) break;
  }
  return results;
}

async function runStep(step) {
  console.log(`\n▶ ${step.name}`);
  const start = performance.now();
  const outcome = await step.run().catch((error) => ({ ok: false, note: String(error?.message ?? error) }));
  const elapsed = performance.now() - start;
  console.log(`${outcome.ok ? '✔' : '✖'} ${step.name} ${seconds(elapsed)}`);
  return { ...step, ...outcome, elapsed };
}

/** Prints the result of every step, how to repeat the failed one, and the counts in the last line. */
export function summarize(results, steps) {
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
    // It may have failed long before the others ended.
    const said = broken.output?.trimEnd().split('\n').slice(-LAST_LINES).join('\n');
    if (said) console.log(`\nThe last lines of step "${broken.name}":\n${said}`);
    const left = steps.flat(Infinity).length - results.length;
    console.log(`\nStep "${broken.name}" failed${left > 0 ? `; ${left} later steps did not run` : ''}.`);
    console.log(`Run it alone: ${broken.alone}`);
  }
  console.log(`\n${sum('passed')} passed, ${sum('failed')} failed`);
  return broken ? 1 : 0;
}
