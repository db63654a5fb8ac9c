import { describe, expect, it } from 'vitest';
import { numberFlag, numberOf, scene } from './setup.ts';
import type { Scene, SceneOptions } from './setup.ts';

const MINUTE = 60_000;

/** A client of a flag `a` that serves 1, on a backend that reports whether its notifications arrive. */
async function following(isHealthy: boolean | undefined, options: SceneOptions = {}): Promise<Scene> {
  const it = scene({
    documents: [numberFlag('a', 1)],
    prepare: (line) => isHealthy !== undefined && line.reportHealth(isHealthy),
    ...options,
  });
  await it.clock.advance(MINUTE);
  return it;
}

/** Returns the number of polls in ten minutes. */
async function pollsOf({ clock, line }: Scene): Promise<number> {
  const before = line.calls.get('revision') ?? 0;
  await clock.advance(10 * MINUTE);
  return (line.calls.get('revision') ?? 0) - before;
}

describe('the poll interval', () => {
  it('is 20 to 30 seconds while the backend knows that changes are announced', async () => {
    const polls = await pollsOf(await following(true));
    expect(polls).toBeGreaterThanOrEqual(19);
    expect(polls).toBeLessThanOrEqual(31);
  });

  it.each([false, undefined])('is about 2 seconds when the backend reports %s', async (isHealthy) => {
    const polls = await pollsOf(await following(isHealthy));
    expect(polls).toBeGreaterThanOrEqual(249);
    expect(polls).toBeLessThanOrEqual(376);
  });

  it.each([true, false])('is what the application sets when the backend reports %s', async (isHealthy) => {
    const polls = await pollsOf(await following(isHealthy, { pollIntervalMs: 5_000 }));
    expect(polls).toBeGreaterThanOrEqual(99);
    expect(polls).toBeLessThanOrEqual(151);
  });

  it('ends at once when announcements stop, and is about 2 seconds until they work again', async () => {
    const it = await following(true);
    it.line.mute(true);
    await it.memory.set(numberFlag('a', 2));
    it.line.reportHealth(false);
    await it.clock.advance(100);
    expect(numberOf(it.flagstaff, 'a')).toBe(2);
    await it.memory.set(numberFlag('a', 3));
    await it.clock.advance(2_500);
    expect(numberOf(it.flagstaff, 'a')).toBe(3);
    it.line.reportHealth(true);
    await it.clock.advance(MINUTE);
    expect(await pollsOf(it)).toBeLessThanOrEqual(31);
  });

  it('finds a lost announcement within 30 seconds, renews the watch, and is short at first', async () => {
    const it = await following(true);
    it.line.mute(true);
    await it.memory.set(numberFlag('a', 2));
    await it.clock.advance(30_000);
    expect(numberOf(it.flagstaff, 'a')).toBe(2);
    await it.clock.advance(600);
    expect([it.line.calls.get('watch'), it.line.watching]).toEqual([2, 1]);
  });

  it('is about 2 seconds while the store fails', async () => {
    const it = await following(true);
    it.line.break('fail', 'revision');
    await it.clock.advance(30_000);
    expect(it.flagstaff.state).toBe('stale');
    it.line.break('none', 'revision');
    await it.clock.advance(2_500);
    expect(it.flagstaff.state).toBe('ready');
  });
});
