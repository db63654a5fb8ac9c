import { explain } from '@flagstaff/core/explain';
import { createFlagstaff } from '@flagstaff/core';
import type { Evaluator } from '@flagstaff/core';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const ask = {
  answered: (evaluator: Evaluator) => evaluator.isEnabled('a'),
  explained: (evaluator: Evaluator) => explain(evaluator, 'a').details.value,
};

it.each(['answered', 'explained'] as const)('keeps no context alive once it is %s', async (how) => {
  const flagstaff = createFlagstaff({
    bootstrap: [
      {
        kind: 'flag',
        key: 'a',
        type: 'boolean',
        rules: [
          { when: { attribute: 'list', operator: 'contains', value: 'xy', ignoreCase: true }, serve: 'on' },
          { when: { attribute: 'plan', operator: 'eq', value: 'pro' }, serve: 'on' },
        ],
      },
    ],
  });
  const answered = (): readonly WeakRef<object>[] => {
    // Long enough to be remembered during an evaluation.
    const list = Array.from({ length: 20 }, (_, index) => `x${index}`);
    const context = { targetingKey: 'u1', plan: 'pro', list };
    expect(ask[how](flagstaff.forContext(context))).toBe(true);
    return [new WeakRef(context), new WeakRef(list)];
  };
  const held = answered();
  // A WeakRef holds its target until the turn ends.
  await new Promise((resolve) => setTimeout(resolve, 0));
  const stillHeld = (): readonly unknown[] => {
    collectGarbage();
    return held.map((each) => each.deref());
  };
  // A collection that was already under way keeps what it has marked; the next one does not.
  await expect.poll(stillHeld).toEqual([undefined, undefined]);
  await flagstaff.close();
});
