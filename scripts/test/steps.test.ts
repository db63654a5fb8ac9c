import { describe, expect, it, vi } from 'vitest';
import { runSteps, summarize } from '../lib/steps.mjs';

interface Result {
  readonly ok: boolean;
  readonly passed?: number;
  readonly failed?: number;
  readonly output?: string;
}

const step = (name: string, result: Result) => ({ name, alone: `npm run ${name}`, run: () => Promise.resolve(result) });

/** Returns the output of these steps, and their exit code. */
async function play(steps: Parameters<typeof runSteps>[0]) {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  try {
    const code = summarize(await runSteps(steps), steps);
    const printed = log.mock.calls.flat().join('\n').split('\n');
    return { code, printed, last: printed.at(-1) };
  } finally {
    log.mockRestore();
  }
}

describe('the steps of npm test', () => {
  it('print the counts of tests and checks in the last line', async () => {
    const { code, last } = await play([step('lint', { ok: true }), step('tests', { ok: true, passed: 40, failed: 0 })]);
    expect(last).toBe('41 passed, 0 failed');
    expect(code).toBe(0);
  });

  it('stop at the first failure and print how to run it alone', async () => {
    const steps = [
      step('lint', { ok: true }),
      step('tests', { ok: false, passed: 38, failed: 2 }),
      step('sizes', { ok: true }),
    ];
    const { code, printed, last } = await play(steps);
    expect(printed).toContain('Step "tests" failed; 1 later steps did not run.');
    expect(printed).toContain('Run it alone: npm run tests');
    expect(printed.join('\n')).not.toContain('▶ sizes');
    expect(last).toBe('39 passed, 2 failed');
    expect(code).toBe(1);
  });

  it('end those that run beside a failed one, and none after it, and repeat what it printed', async () => {
    let failed = (_: unknown): void => {};
    const failure = new Promise((resolve) => (failed = resolve));
    const run = async () => (failed(undefined), { ok: false, output: 'a rule is broken\n' });
    const check = { ...step('check', { ok: false }), run };
    const tests = { ...step('tests', { ok: true }), run: () => failure.then(() => ({ ok: true, passed: 40 })) };
    const { printed, last } = await play([
      [[check, step('nodes', { ok: true })], tests],
      step('worktree', { ok: true }),
    ]);
    expect(printed).toContain('Step "check" failed; 2 later steps did not run.');
    expect(printed.slice(printed.indexOf('Summary'))).toContain('a rule is broken');
    expect(last).toBe('40 passed, 1 failed');
  });

  it('count a step that failed without a failed test as one failure', async () => {
    const { code, last } = await play([step('tests', { ok: false, passed: 3, failed: 0 })]);
    expect(last).toBe('3 passed, 1 failed');
    expect(code).toBe(1);
  });

  it('count a step that could not run as a failure', async () => {
    const broken = { name: 'tests', alone: 'npm run unit', run: () => Promise.reject(new Error('no report')) };
    const { code, last } = await play([broken]);
    expect(last).toBe('0 passed, 1 failed');
    expect(code).toBe(1);
  });
});
