import { fakeClock } from '@flagstaff/testkit';
import { expect, it } from 'vitest';

it('stands still until it is advanced', async () => {
  const clock = fakeClock({ now: new Date('2026-06-01T00:00:00Z') });
  expect({ now: clock.now(), monotonic: clock.monotonic() }).toEqual({ now: Date.UTC(2026, 5, 1), monotonic: 0 });
  await clock.advance(1_500);
  expect({ now: clock.now(), monotonic: clock.monotonic() }).toEqual({
    now: Date.UTC(2026, 5, 1) + 1_500,
    monotonic: 1_500,
  });
});

it('fires due timers in order, each at its time', async () => {
  const clock = fakeClock();
  const fired: [string, number][] = [];
  const note = (name: string) => () => void fired.push([name, clock.monotonic()]);
  clock.setTimer(note('late'), 300);
  clock.setTimer(note('early'), 100);
  clock.setTimer(note('also early'), 100);
  const cancel = clock.setTimer(note('cancelled'), 200);
  cancel();
  await clock.advance(299);
  expect(fired).toEqual([
    ['early', 100],
    ['also early', 100],
  ]);
  expect(clock.pending).toBe(1);
  await clock.advance(1);
  expect(fired.at(-1)).toEqual(['late', 300]);
  expect(clock.pending).toBe(0);
});

it('fires timers that timers start, also through promises', async () => {
  const clock = fakeClock();
  let ticks = 0;
  const tick = async (): Promise<void> => {
    ticks++;
    await Promise.resolve();
    clock.setTimer(() => void tick(), 10);
  };
  clock.setTimer(() => void tick(), 10);
  await clock.advance(100);
  expect(ticks).toBe(10);
});

it('allows the wall clock to be corrected without affecting an interval', async () => {
  const clock = fakeClock();
  let fired = false;
  clock.setTimer(() => {
    fired = true;
  }, 1_000);
  clock.setNow(new Date('2020-01-01T00:00:00Z'));
  expect({ now: clock.now(), monotonic: clock.monotonic(), fired }).toEqual({
    now: Date.UTC(2020, 0, 1),
    monotonic: 0,
    fired: false,
  });
  await clock.advance(1_000);
  expect([clock.now(), fired]).toEqual([Date.UTC(2020, 0, 1) + 1_000, true]);
});
