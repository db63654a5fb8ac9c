import { expect, it } from 'vitest';
import { clampDelay, MAX_DELAY, startTimer } from './clock.ts';

it.each([
  [-1, 0],
  [Number.NaN, 0],
  [20, 20],
  [2 ** 31, MAX_DELAY],
  [Number.POSITIVE_INFINITY, MAX_DELAY],
])('clamps a delay of %d to %d', (ms, clamped) => {
  expect(clampDelay(ms)).toBe(clamped);
});

it('does not fire a timer of a month at once', async () => {
  let fired = false;
  const cancel = startTimer(() => (fired = true), 2 ** 31);
  await new Promise((resolve) => setTimeout(resolve, 20));
  cancel();
  expect(fired).toBe(false);
});

it('keeps the process alive only with keepAlive', () => {
  const alive = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
  const before = alive();
  const cancelIdle = startTimer(() => undefined, 1_000);
  expect(alive()).toBe(before);
  const cancelAwaited = startTimer(() => undefined, 1_000, { keepAlive: true });
  expect(alive()).toBe(before + 1);
  cancelIdle();
  cancelAwaited();
  expect(alive()).toBe(before);
});
