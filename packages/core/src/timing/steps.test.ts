import { expect, it } from 'vitest';
import { finishInSlices, finishNow } from './steps.ts';
import type { Steps } from './steps.ts';

it('finishes work at once, whatever its number of pauses', () => {
  function* count(to: number): Steps<number> {
    let sum = 0;
    for (let number = 1; number <= to; number += 1) {
      yield;
      sum += number;
    }
    return sum;
  }
  expect([0, 1, 100].map((to) => finishNow(count(to)))).toEqual([0, 1, 5_050]);
});

it('lets other work go on between the steps', async () => {
  const timer = { ran: false };
  setTimeout(() => {
    timer.ran = true;
  });
  function* waiting(): Steps<string> {
    // Ends only when the event loop turns.
    while (!timer.ran) yield;
    return 'done';
  }
  expect(await finishInSlices(waiting())).toBe('done');
});

it('rejects with what the work throws', async () => {
  // oxlint-disable-next-line require-yield -- it fails before
  function* failing(): Steps<never> {
    throw new Error('broken');
  }
  expect(() => finishNow(failing())).toThrow('broken');
  await expect(finishInSlices(failing())).rejects.toThrow('broken');
});
