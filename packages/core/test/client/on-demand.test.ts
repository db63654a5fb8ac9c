import { createFlagstaff } from '@flagstaff/core';
import type { LastKnownGood } from '@flagstaff/core';
import { createMemoryStorage } from '@flagstaff/core/storage';
import { manage } from '@flagstaff/core/management';
import { describe, expect, it, vi } from 'vitest';
import { during, numberFlag, numberOf, scene } from './setup.ts';

const looks = (line: { readonly calls: ReadonlyMap<string, number> }): number => line.calls.get('revision') ?? 0;

describe('a client with on-demand refresh', () => {
  it('does nothing by itself: no call, no timer, no watch', async () => {
    const { flagstaff, clock, line, memory } = scene({ documents: [numberFlag('a', 1)], pollIntervalMs: false });
    await clock.advance(60_000);
    expect({ methods: line.calls.size, timers: clock.pending, state: flagstaff.state }).toEqual({
      methods: 0,
      timers: 0,
      state: 'loading',
    });
    await flagstaff.refresh();
    expect([numberOf(flagstaff, 'a'), flagstaff.state]).toEqual([1, 'ready']);
    await memory.set(numberFlag('a', 2));
    await clock.advance(60_000);
    expect({ value: numberOf(flagstaff, 'a'), timers: clock.pending, watching: line.watching }).toEqual({
      value: 1,
      timers: 0,
      watching: 0,
    });
    await flagstaff.refresh();
    expect(numberOf(flagstaff, 'a')).toBe(2);
  });

  it('reuses a refresh that is recent enough', async () => {
    const { flagstaff, clock, line } = scene({ documents: [numberFlag('a', 1)], pollIntervalMs: false });
    const [one, other] = [flagstaff.refresh({ olderThanMs: 5_000 }), flagstaff.refresh({ olderThanMs: 5_000 })];
    await Promise.all([one, other]);
    expect(looks(line)).toBe(1);
    await clock.advance(4_000);
    await flagstaff.refresh({ olderThanMs: 5_000 });
    expect(looks(line)).toBe(1);
    await flagstaff.refresh({ olderThanMs: 3_000 });
    expect(looks(line)).toBe(2);
    await expect(flagstaff.refresh({ olderThanMs: -1 })).rejects.toMatchObject({ code: 'INVALID_OPTIONS' });
  });

  it('looks after the process was frozen, while the monotonic clock stood still', async () => {
    const { flagstaff, clock, line } = scene({ documents: [numberFlag('a', 1)], pollIntervalMs: false });
    await flagstaff.refresh({ olderThanMs: 60_000 });
    clock.setNow(new Date(clock.now() + 600_000));
    await flagstaff.refresh({ olderThanMs: 60_000 });
    expect(looks(line)).toBe(2);
    // A correction backwards makes nothing older or younger.
    clock.setNow(new Date(clock.now() - 3_600_000));
    await flagstaff.refresh({ olderThanMs: 60_000 });
    expect(looks(line)).toBe(2);
    await clock.advance(61_000);
    await flagstaff.refresh({ olderThanMs: 60_000 });
    expect(looks(line)).toBe(3);
  });

  it('gives up a refresh that was frozen with the process', async () => {
    const { flagstaff, clock, line } = scene({ documents: [numberFlag('a', 1)], pollIntervalMs: false });
    line.break('hang');
    void flagstaff.refresh();
    await clock.advance(0);
    line.break('none');
    clock.setNow(new Date(clock.now() + 600_000));
    await flagstaff.refresh({ olderThanMs: 60_000 });
    expect(numberOf(flagstaff, 'a')).toBe(1);
  });

  it('loads when ready() is called', async () => {
    const { flagstaff, line } = scene({ documents: [numberFlag('a', 1)], pollIntervalMs: false });
    await flagstaff.ready();
    await flagstaff.ready();
    expect({ value: numberOf(flagstaff, 'a'), looks: looks(line) }).toEqual({ value: 1, looks: 1 });
  });

  it('keeps serving while the store fails, retries at most twice a second, and recovers', async () => {
    const { flagstaff, clock, line, memory } = scene({ documents: [numberFlag('a', 1)], pollIntervalMs: false });
    await flagstaff.refresh();
    line.break('fail');
    const before = looks(line);
    await clock.advance(5_000);
    for (let requests = 0; requests < 100; requests += 1) {
      await flagstaff.refresh({ olderThanMs: 5_000 });
      await clock.advance(10);
    }
    expect({ value: numberOf(flagstaff, 'a'), state: flagstaff.state, looks: looks(line) - before }).toEqual({
      value: 1,
      state: 'stale',
      looks: 2,
    });
    line.break('none');
    await memory.set(numberFlag('a', 2));
    await clock.advance(500);
    await flagstaff.refresh({ olderThanMs: 5_000 });
    expect([numberOf(flagstaff, 'a'), flagstaff.state]).toEqual([2, 'ready']);
  });

  it('accepts a store that went back once two later refreshes confirm it', async () => {
    const { flagstaff, clock, line } = scene({ documents: [numberFlag('a', 1)], pollIntervalMs: false });
    await flagstaff.refresh();
    line.replace(createMemoryStorage({ documents: [numberFlag('a', 9)] }));
    const seen: number[] = [];
    for (let requests = 0; requests < 6; requests += 1) {
      await clock.advance(600);
      await flagstaff.refresh({ olderThanMs: 500 });
      seen.push(numberOf(flagstaff, 'a'));
    }
    expect(seen).toEqual([1, 1, 1, 1, 9, 9]);
  });

  it('skips a refresh that ended silently with its request', async () => {
    const documents = [numberFlag('a', 1)];
    const { clock } = scene();
    // Work started in a request that has ended is lost: no answer, no timer.
    let over = true;
    const memory = createMemoryStorage({ documents });
    const bound = <T>(task: () => Promise<T>): Promise<T> => (over ? new Promise(() => undefined) : task());
    const flagstaff = createFlagstaff({
      storage: { ...memory, revision: () => bound(memory.revision), snapshot: () => bound(memory.snapshot) },
      clock: {
        ...clock,
        setTimer: (callback, ms, options) => (over ? () => undefined : clock.setTimer(callback, ms, options)),
      },
      pollIntervalMs: false,
    });
    void flagstaff.refresh();
    over = false;
    const joining = flagstaff.refresh({ olderThanMs: 20_000 });
    await clock.advance(11_000);
    expect(numberOf(flagstaff, 'a')).toBe(-1);
    await clock.advance(1_000);
    await joining;
    await during(clock, flagstaff.refresh({ olderThanMs: 20_000 }));
    expect([numberOf(flagstaff, 'a'), flagstaff.state]).toEqual([1, 'ready']);
    await during(clock, flagstaff.close());
  });

  it('sees its own writes', async () => {
    const { flagstaff } = scene({ documents: [numberFlag('a', 1)], pollIntervalMs: false });
    await manage(flagstaff).set(numberFlag('a', 2));
    expect(numberOf(flagstaff, 'a')).toBe(2);
  });

  it('writes the last-known-good copy before a refresh ends, and starts from it', async () => {
    let text: string | undefined;
    const lastKnownGood: LastKnownGood = { read: async () => text, write: async (next) => void (text = next) };
    const first = scene({ documents: [numberFlag('a', 1)], pollIntervalMs: false, lastKnownGood });
    await first.flagstaff.refresh();
    expect(text).toContain('"key":"a"');
    expect(first.clock.pending).toBe(0);

    const second = scene({ pollIntervalMs: false, lastKnownGood, prepare: (line) => line.break('fail') });
    await second.flagstaff.refresh();
    expect([numberOf(second.flagstaff, 'a'), second.flagstaff.state]).toEqual([1, 'stale']);
  });

  it('does nothing once it is closed', async () => {
    const { flagstaff, clock, line } = scene({ documents: [numberFlag('a', 1)], pollIntervalMs: false });
    await during(clock, flagstaff.close());
    await flagstaff.refresh();
    expect(looks(line)).toBe(0);
  });
});

it('refresh() also works on a client that polls', async () => {
  const { flagstaff, clock, line, memory } = scene({ documents: [numberFlag('a', 1)] });
  await clock.advance(100);
  line.mute(true);
  await memory.set(numberFlag('a', 2));
  await flagstaff.refresh({ olderThanMs: 60_000 });
  expect(numberOf(flagstaff, 'a')).toBe(1);
  await flagstaff.refresh();
  expect(numberOf(flagstaff, 'a')).toBe(2);
});

describe('the snapshot', () => {
  it('has the store’s content, as the same object until something changes', async () => {
    const { flagstaff, clock, memory } = scene({ documents: [numberFlag('a', 1), numberFlag('b', 1)] });
    expect(flagstaff.snapshot()).toEqual({ revision: undefined, documents: [] });
    await clock.advance(100);
    const snapshot = flagstaff.snapshot();
    expect(snapshot).toEqual(await memory.snapshot());
    expect(flagstaff.snapshot()).toBe(snapshot);
    await manage(flagstaff).delete('flag:b');
    expect(flagstaff.snapshot()).toEqual(await memory.snapshot());
  });

  it('has the latest version of a document that cannot be understood, and values that are not documents', async () => {
    const { flagstaff, clock, memory } = scene({ documents: [numberFlag('a', 1), numberFlag('b', 1)] });
    await clock.advance(100);
    await memory.set({ ...numberFlag('a', 2), type: 'tristate' } as never);
    await memory.set({
      kind: 'flag',
      key: 'needy',
      type: 'boolean',
      prerequisites: [{ flag: 'absent', variants: ['on'] }],
    });
    await memory.set({ kind: 'experiment', key: 'x' } as never);
    await clock.advance(2_000);
    await vi.waitFor(() => expect(flagstaff.snapshot().documents).toHaveLength(4));
    expect(numberOf(flagstaff, 'a')).toBe(1);
    const byId = (list: readonly { kind: string; key: string }[]): unknown =>
      list.toSorted((x, y) => (x.kind + x.key < y.kind + y.key ? -1 : 1));
    expect(byId(flagstaff.snapshot().documents)).toEqual(byId(await memory.list()));
    await memory.delete('experiment:x' as never);
    await memory.set(numberFlag('a', 3));
    await clock.advance(2_000);
    expect(byId(flagstaff.snapshot().documents)).toEqual(byId(await memory.list()));
  });
});
