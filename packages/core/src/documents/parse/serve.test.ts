import { expect, it } from 'vitest';
import { parseDocument } from '../parse-document.ts';

function problemsOf(more: object): string[] {
  const parsed = parseDocument({ kind: 'flag', key: 'f', type: 'boolean', ...more });
  return parsed.ok ? [] : parsed.issues.map(({ path, message }) => `${path} ${message}`);
}

const rule = (more: object): string[] => problemsOf({ rules: [{ serve: 'on', ...more }] });

it.each([
  [{ rollout: {} }, '$.rules[0].rollout lacks "percentage" or "ramp"'],
  [{ rollout: { percentage: 5, mode: 'linear' } }, '$.rules[0].rollout has "mode"'],
  [{ rollout: { ramp: [] } }, '$.rules[0].rollout.ramp must have at least one entry'],
  [{ rollout: { ramp: [{ at: '2026-12-01' }] } }, '$.rules[0].rollout.ramp[0] lacks "percentage"'],
  [{ rollout: { ramp: [{ at: 'soon', percentage: 5 }] } }, '$.rules[0].rollout.ramp[0].at must be RFC 3339'],
  [
    { rollout: { ramp: [{ at: '2026-02-30', percentage: 5 }] } },
    '$.rules[0].rollout.ramp[0].at is not a valid calendar date',
  ],
  [{ rollout: { ramp: [{ at: '2026-12-01', percentage: 101 }] } }, '$.rules[0].rollout.ramp[0].percentage must be'],
  [{ rollout: { ramp: [{ at: '2026-12-01', percentage: 1 }], mode: 'fast' } }, '$.rules[0].rollout.mode must be one'],
  [{ namespace: { name: 'a:b', range: [0, 5] } }, '$.rules[0].namespace.name must not contain a colon'],
  [{ namespace: { name: 'a', range: [0, 101] } }, '$.rules[0].namespace.range[1] must be a number from 0 to 100'],
  [{ namespace: { name: 'a', range: [5] } }, '$.rules[0].namespace.range must be [from, to]'],
  [{ namespace: { name: 'a', range: [40, 40] } }, '$.rules[0].namespace.range is empty'],
  [{ namespace: { name: 'a' } }, '$.rules[0].namespace lacks "range"'],
])('rejects %j', (more, problem) => {
  const problems = rule(more);
  expect(problems.length).toBe(1);
  expect(problems[0]!.startsWith(problem)).toBe(true);
});

it('rejects a holdout without a percentage, and accepts one with it', () => {
  expect(problemsOf({ holdout: { name: 'q1' } })).toEqual([expect.stringContaining('$.holdout lacks "percentage"')]);
  expect(problemsOf({ holdout: { name: 'q1', percentage: 5, by: 'org.id' } })).toEqual([]);
});
