import { expect, it } from 'vitest';
import type { Clock } from './clock.ts';
import { DeadlineExceeded, withDeadline } from './deadline.ts';

/** A clock of a process whose timers all fire that many milliseconds late. */
function clockLateBy(ms: number): Clock & { readonly fired: number[] } {
  let now = 0;
  const fired: number[] = [];
  return {
    now: () => now,
    monotonic: () => now,
    fired,
    setTimer(callback, wait) {
      const timer = setImmediate(() => {
        now += wait + ms;
        fired.push(wait);
        callback();
      });
      return () => clearImmediate(timer);
    },
  };
}

const never = (): Promise<never> => new Promise(() => undefined);

it('ends on time in a process that has time', async () => {
  const clock = clockLateBy(1);
  await expect(withDeadline(never(), 100, { clock })).rejects.toBeInstanceOf(DeadlineExceeded);
  expect(clock.fired).toEqual([100]);
});

it('is extended, but not for ever, in a process that is too busy to read the answer', async () => {
  const clock = clockLateBy(500);
  await expect(withDeadline(never(), 100, { clock })).rejects.toBeInstanceOf(DeadlineExceeded);
  expect(clock.fired).toEqual([100, 50, 50, 50, 50, 50, 50]);
});

it('gives the answer that a busy process reads late', async () => {
  const clock = clockLateBy(500);
  const answer = new Promise<number>((resolve) => {
    const wait = (): unknown => (clock.fired.length < 3 ? setImmediate(wait) : resolve(1));
    wait();
  });
  await expect(withDeadline(answer, 100, { clock })).resolves.toBe(1);
});
