import { createFlagstaff } from '@flagstaff/core';
import type { FlagDocument, FlagstaffOptions, LastKnownGood } from '@flagstaff/core';
import { createMemoryStorage } from '@flagstaff/core/storage';
import { manage } from '@flagstaff/core/management';
import { describe, expect, it, vi } from 'vitest';
import { during, numberFlag, numberOf, scene } from './setup.ts';

/** A last-known-good place that keeps the text in memory. */
function place(initial?: string): LastKnownGood & { text: string | undefined; writes: number } {
  return {
    text: initial,
    writes: 0,
    async read() {
      return this.text;
    },
    async write(text) {
      this.writes += 1;
      this.text = text;
    },
  };
}

describe('ready', () => {
  it('rejects on timeout, and a later call resolves', async () => {
    const { flagstaff, clock, line } = scene({ prepare: (broken) => broken.break('hang') });
    await expect(during(clock, flagstaff.ready({ timeoutMs: 200 }))).rejects.toMatchObject({ code: 'READY_TIMEOUT' });
    // Not awaited: its rejection must not end the process.
    void flagstaff.ready({ timeoutMs: 100 });
    await clock.advance(500);
    line.break('none');
    await during(clock, flagstaff.ready({ timeoutMs: 10_000 }));
    expect(flagstaff.state).toBe('ready');
    await flagstaff.ready({ timeoutMs: 0 });
  });

  it('rejects waiting calls when the client is closed', async () => {
    const { flagstaff, clock } = scene({ prepare: (broken) => broken.break('hang') });
    const waiting = flagstaff.ready({ timeoutMs: 60_000 });
    const closing = flagstaff.close();
    await expect(waiting).rejects.toMatchObject({ code: 'CLOSED' });
    await during(clock, closing);
    await expect(flagstaff.ready()).rejects.toMatchObject({ code: 'CLOSED' });
  });
});

describe('close', () => {
  it('leaves no timer and no watch, and keeps serving', async () => {
    const { flagstaff, clock, line } = scene({ documents: [numberFlag('a', 1)] });
    await clock.advance(5_000);
    await Promise.all([flagstaff.close(), flagstaff.close()]);
    expect({ timers: clock.pending, watching: line.watching, state: flagstaff.state }).toEqual({
      timers: 0,
      watching: 0,
      state: 'closed',
    });
    expect(numberOf(flagstaff, 'a')).toBe(1);
    await expect(manage(flagstaff).set(numberFlag('a', 2))).rejects.toMatchObject({ code: 'CLOSED' });
    await expect(manage(flagstaff).list()).rejects.toMatchObject({ code: 'CLOSED' });
  });

  it('takes less than a second while calls hang, and drops late results', async () => {
    const lastKnownGood: LastKnownGood = { read: async () => undefined, write: () => new Promise(() => undefined) };
    const { flagstaff, clock, line, changes } = scene({ documents: [numberFlag('a', 1)], lastKnownGood });
    await clock.advance(100);
    let release: (value: unknown) => void = () => undefined;
    line.break('hang');
    line.answer('revision', () => new Promise((resolve) => (release = resolve)));
    await clock.advance(2_500);
    const before = clock.monotonic();
    await during(clock, flagstaff.close());
    expect(clock.monotonic() - before).toBeLessThan(1_000);
    release({ epoch: 'x', number: 99, token: 'y' });
    await clock.advance(60_000);
    expect({ timers: clock.pending, changes: changes.length }).toEqual({ timers: 0, changes: 1 });
  });
});

describe('bootstrap documents', () => {
  it('serve at once, and until the store has content', async () => {
    const { flagstaff, clock, memory } = scene({ bootstrap: [numberFlag('a', 1)] });
    expect([flagstaff.state, numberOf(flagstaff, 'a')]).toEqual(['stale', 1]);
    await clock.advance(10_000);
    expect([flagstaff.state, numberOf(flagstaff, 'a')]).toEqual(['ready', 1]);
    await memory.set(numberFlag('b', 2));
    await clock.advance(100);
    expect({ a: numberOf(flagstaff, 'a'), b: numberOf(flagstaff, 'b') }).toEqual({ a: -1, b: 2 });
  });

  it('serve soon when a pattern needs the engine', async () => {
    const bootstrap: FlagDocument[] = [
      {
        kind: 'flag',
        key: 'p',
        type: 'boolean',
        rules: [{ when: { attribute: 'email', operator: 'matches', value: '@example' }, serve: 'on' }],
      },
    ];
    const flagstaff = createFlagstaff({ bootstrap });
    await flagstaff.ready();
    expect(flagstaff.forContext({ email: 'a@example.com' }).isEnabled('p')).toBe(true);
    await flagstaff.close();
  });

  it('are the store when there is no other', async () => {
    const flagstaff = createFlagstaff({ bootstrap: [numberFlag('a', 1)] });
    await flagstaff.ready();
    expect(await manage(flagstaff).list()).toMatchObject([{ key: 'a', version: 1 }]);
    await manage(flagstaff).set(numberFlag('a', 2));
    expect(numberOf(flagstaff, 'a')).toBe(2);
    await flagstaff.close();
  });

  it('that are invalid are rejected at once', () => {
    const bootstrap = [{ ...numberFlag('a', 1), default: 'other' }];
    expect(() => createFlagstaff({ bootstrap })).toThrow(
      expect.objectContaining({ code: 'INVALID_DOCUMENT' }) as Error,
    );
  });
});

it.each([
  { pollInterval: 5_000 },
  { pollIntervalMs: 499 },
  { pollIntervalMs: Number.NaN },
  { storage: {} },
  { bootstrap: 'a' },
  { hooks: [1] },
  { lastKnownGood: {} },
  { clock: {} },
  null,
])('rejects the options %j', (options) => {
  expect(() => createFlagstaff(options as unknown as FlagstaffOptions)).toThrow(
    expect.objectContaining({ code: 'INVALID_OPTIONS' }) as Error,
  );
});

describe('the last-known-good copy', () => {
  it('is kept after changes, and serves a start without the store', async () => {
    const kept = place();
    const first = scene({ documents: [numberFlag('a', 1)], lastKnownGood: kept });
    await first.clock.advance(100);
    for (let value = 2; value <= 9; value += 1) await manage(first.flagstaff).set(numberFlag('a', value));
    await first.clock.advance(1_000);
    expect(kept.writes).toBe(1);

    const second = scene({ lastKnownGood: kept, prepare: (line) => line.break('fail') });
    await second.clock.advance(100);
    expect([second.flagstaff.state, numberOf(second.flagstaff, 'a')]).toEqual(['stale', 9]);
    expect(second.flagstaff.revision).toEqual(first.flagstaff.revision);
    second.line.replace(first.memory);
    await first.memory.set(numberFlag('a', 10));
    second.line.break('none');
    await second.clock.advance(3_000);
    expect([second.flagstaff.state, numberOf(second.flagstaff, 'a')]).toEqual(['ready', 10]);
    expect(second.changes.some(({ rolledBack }) => rolledBack)).toBe(false);
  });

  it('serves when the store was emptied meanwhile', async () => {
    const kept = place();
    const first = scene({ documents: [numberFlag('a', 1)], lastKnownGood: kept });
    await first.clock.advance(1_000);
    const second = scene({ lastKnownGood: kept });
    await second.clock.advance(5_000);
    expect([second.flagstaff.state, numberOf(second.flagstaff, 'a')]).toEqual(['stale', 1]);
    expect(second.stales.map(({ code }) => code)).toEqual(['STORE_LOST']);
  });

  it('is not read when the store responds, nor used when it is damaged', async () => {
    const kept = place();
    const first = scene({ documents: [numberFlag('a', 1)], lastKnownGood: kept });
    await first.clock.advance(1_000);
    const damaged = place(kept.text?.replace('"only":1', '"only":7'));
    const second = scene({ lastKnownGood: damaged, prepare: (line) => line.break('fail') });
    await second.clock.advance(5_000);
    expect([second.flagstaff.state, numberOf(second.flagstaff, 'a')]).toEqual(['loading', -1]);
    expect(second.problems.map(({ code }) => code)).toEqual(['LAST_KNOWN_GOOD_FAILED', 'STORAGE_UNAVAILABLE']);
    const third = scene({ documents: [numberFlag('a', 1)], lastKnownGood: damaged });
    await third.clock.advance(100);
    expect(third.problems).toEqual([]);
  });

  it('of many documents is written while other work goes on', async () => {
    const documents = Array.from({ length: 20_000 }, (_, at) => numberFlag(`flag-${at}`, at));
    const storage = createMemoryStorage({ documents });
    let turns = 0;
    const count = setInterval(() => (turns += 1), 0);
    const turnsOf = async (lastKnownGood?: LastKnownGood): Promise<number> => {
      const flagstaff = createFlagstaff({
        storage: { ...storage, close: async () => undefined },
        lastKnownGood,
        pollIntervalMs: false,
      });
      const before = turns;
      await flagstaff.refresh();
      const during = turns - before;
      await flagstaff.close();
      return during;
    };
    const kept = place();
    // Every step takes time, on a fast machine too.
    const now = performance.now.bind(performance);
    let spent = 0;
    const slow = vi.spyOn(performance, 'now').mockImplementation(() => now() + (spent += 0.05));
    const without = await turnsOf();
    expect(await turnsOf(kept)).toBeGreaterThan(without);
    slow.mockRestore();
    clearInterval(count);
    const lines = kept.text!.split('\n').slice(2);
    expect(lines.map((line) => (JSON.parse(line) as FlagDocument).key)).toEqual(documents.map(({ key }) => key));
  });

  it('that cannot be written is reported once, and nothing waits for it', async () => {
    const broken: LastKnownGood = { read: async () => undefined, write: () => Promise.reject(new Error('disk full')) };
    const { flagstaff, clock, problems } = scene({ documents: [numberFlag('a', 0)], lastKnownGood: broken });
    for (let value = 1; value < 5; value += 1) {
      await clock.advance(1_000);
      await manage(flagstaff).set(numberFlag('a', value));
    }
    await clock.advance(1_000);
    expect(problems.map(({ code }) => code)).toEqual(['LAST_KNOWN_GOOD_FAILED']);
  });
});

it('returns one revision to each of 2,000 evaluators during 100 swaps', async () => {
  const storage = createMemoryStorage({ documents: [numberFlag('a', 0), numberFlag('b', 0)] });
  const flagstaff = createFlagstaff({ storage });
  await flagstaff.ready();
  const progress = { swaps: 0, over: false };
  const seen = new Set<number>();
  const writer = (async () => {
    for (let value = 1; value <= 100; value += 1) {
      await manage(flagstaff).commit([
        { type: 'set', document: numberFlag('a', value) },
        { type: 'set', document: numberFlag('b', value) },
      ]);
      progress.swaps += 1;
      await new Promise((resolve) => setImmediate(resolve));
    }
    progress.over = true;
  })();
  const mixed = await Promise.all(
    Array.from({ length: 2_000 }, async (_, index) => {
      for (let wait = index % 50; wait > 0 && !progress.over; wait -= 1)
        await new Promise((resolve) => setImmediate(resolve));
      const flags = flagstaff.forContext({ targetingKey: `user-${index}` });
      const first = flags.value('a', -1);
      seen.add(first);
      await new Promise((resolve) => setImmediate(resolve));
      await new Promise((resolve) => setImmediate(resolve));
      return flags.value('b', -1) !== first;
    }),
  );
  await writer;
  expect(mixed.filter(Boolean)).toEqual([]);
  expect(progress.swaps).toBe(100);
  expect(seen.size, 'no power: the evaluators saw too few revisions').toBeGreaterThan(10);
  await flagstaff.close();
});
