import { expect, it } from 'vitest';
import { singleFlight } from './one-at-a-time.ts';

it('runs once at a time, and once more for all calls made meanwhile', async () => {
  const releases: (() => void)[] = [];
  const flight = singleFlight(() => new Promise<void>((resolve) => releases.push(resolve)));
  const first = flight.run();
  const [second, third] = [flight.run(), flight.run()];
  expect({ releases: releases.length, running: flight.running }).toEqual({ releases: 1, running: true });
  releases[0]?.();
  await first;
  await Promise.resolve();
  expect(releases).toHaveLength(2);
  releases[1]?.();
  await Promise.all([second, third]);
  expect({ releases: releases.length, running: flight.running }).toEqual({ releases: 2, running: false });
});
