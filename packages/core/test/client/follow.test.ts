import { FlagstaffError } from '@flagstaff/core';
import { createMemoryStorage } from '@flagstaff/core/storage';
import { describe, expect, it } from 'vitest';
import { numberFlag, numberOf, scene } from './setup.ts';

describe('a client that follows a store', () => {
  it('loads, and applies a change at once', async () => {
    const { flagstaff, clock, memory, changes } = scene({ documents: [numberFlag('a', 1)] });
    expect(flagstaff.state).toBe('loading');
    await clock.advance(0);
    expect([flagstaff.state, numberOf(flagstaff, 'a')]).toEqual(['ready', 1]);
    await clock.advance(100);
    await memory.set(numberFlag('a', 2));
    await clock.advance(60);
    expect(numberOf(flagstaff, 'a')).toBe(2);
    expect(changes.at(-1)).toMatchObject({ changed: ['flag:a'], rolledBack: false });
    expect(flagstaff.revision?.number).toBe(2);
  });

  it('finds an unannounced change by polling, and restarts the watch', async () => {
    const { flagstaff, clock, line, memory } = scene({ documents: [numberFlag('a', 1)] });
    await clock.advance(100);
    line.mute(true);
    await memory.set(numberFlag('a', 2));
    await clock.advance(2_600);
    expect(numberOf(flagstaff, 'a')).toBe(2);
    await clock.advance(600);
    expect(line.calls.get('watch')).toBe(2);
    expect(line.watching).toBe(1);
  });

  it('does not restart the watch when the notification is only late', async () => {
    const { clock, line, memory } = scene({ documents: [numberFlag('a', 1)] });
    await clock.advance(100);
    for (let value = 2; value < 12; value += 1) {
      await memory.set(numberFlag('a', value));
      await clock.advance(700);
    }
    expect(line.calls.get('watch')).toBe(1);
  });

  it.each(['fail', 'hang'] as const)('keeps serving while every call does "%s", and recovers', async (fault) => {
    const { flagstaff, clock, line, memory, stales, problems } = scene({ documents: [numberFlag('a', 1)] });
    await clock.advance(100);
    line.break(fault);
    line.mute(true);
    await clock.advance(60_000);
    expect([flagstaff.state, numberOf(flagstaff, 'a')]).toEqual(['stale', 1]);
    const code = fault === 'fail' ? 'STORAGE_UNAVAILABLE' : 'STORAGE_TIMEOUT';
    expect(stales.map((error) => error.code)).toEqual([code]);
    expect(problems.map((error) => error.code)).toEqual([code]);
    await memory.set(numberFlag('a', 2));
    line.break('none');
    await clock.advance(4_000);
    expect([flagstaff.state, numberOf(flagstaff, 'a')]).toEqual(['ready', 2]);
  });

  it('retries at most twice a second while the store fails, even with constant hints', async () => {
    const { clock, line, memory } = scene({ documents: [numberFlag('a', 1)] });
    await clock.advance(100);
    line.break('fail', 'revision');
    const before = line.calls.get('revision') ?? 0;
    for (let count = 0; count < 1_000; count += 1) {
      await memory.set(numberFlag('a', count));
      await clock.advance(10);
    }
    const attempts = (line.calls.get('revision') ?? 0) - before;
    expect(attempts).toBeGreaterThan(10);
    expect(attempts).toBeLessThanOrEqual(22);
  });

  it('retries within seconds however rarely it polls', async () => {
    const { flagstaff, clock, line } = scene({
      documents: [numberFlag('a', 1)],
      pollIntervalMs: 3_600_000,
      prepare: (broken) => broken.break('fail'),
    });
    await clock.advance(30_000);
    expect(flagstaff.state).toBe('loading');
    line.break('none');
    await clock.advance(2_500);
    expect([flagstaff.state, numberOf(flagstaff, 'a')]).toEqual(['ready', 1]);
    const before = line.calls.get('revision') ?? 0;
    await clock.advance(600_000);
    expect(line.calls.get('revision')).toBeLessThanOrEqual(before + 1);
  });

  it.each([
    ['revision', 1_000],
    ['snapshot', 4_000],
    ['watch', 8_000],
  ] as const)('lets a store that gives up "%s" after %i ms report the cause', async (method, ms) => {
    const reason = new FlagstaffError('STORAGE_UNAVAILABLE', 'WRONGPASS');
    const { clock, problems } = scene({
      prepare: (line, { setTimer }) =>
        line.answer(method, () => new Promise((_, reject) => void setTimer(() => reject(reason), ms))),
    });
    await clock.advance(60_000);
    expect(problems).toEqual([reason]);
  });

  it('reports a cause that alternates between two errors once, and again after it cleared', async () => {
    const { flagstaff, clock, line, stales, problems } = scene({ documents: [numberFlag('a', 1)] });
    await clock.advance(100);
    for (const outage of [1, 2]) {
      for (let round = 0; round < 5; round += 1) {
        line.break('fail', 'revision');
        await clock.advance(5_000);
        line.break('hang', 'revision');
        await clock.advance(10_000);
      }
      expect(flagstaff.state).toBe('stale');
      const codes = Array.from({ length: outage }, () => ['STORAGE_UNAVAILABLE', 'STORAGE_TIMEOUT']).flat();
      expect(problems.map(({ code }) => code)).toEqual(codes);
      expect(stales.map(({ code }) => code)).toEqual(codes);
      line.break('none', 'revision');
      await clock.advance(5_000);
      expect(flagstaff.state).toBe('ready');
    }
  });

  it('reads a burst of writes in few steps, and ends at the last one', async () => {
    const { flagstaff, clock, line, memory } = scene({ documents: [numberFlag('a', 0)] });
    await clock.advance(100);
    const before = line.calls.get('revision') ?? 0;
    for (let value = 1; value <= 2_000; value += 1) {
      await memory.set(numberFlag('a', value));
      if (value % 4 === 0) await clock.advance(1);
    }
    await clock.advance(100);
    expect(numberOf(flagstaff, 'a')).toBe(2_000);
    expect((line.calls.get('revision') ?? 0) - before).toBeLessThanOrEqual(1 + Math.ceil(600 / 50));
  });

  it.each(['fail', 'hang'] as const)('reads everything while the commits %s, and reports it once', async (fault) => {
    const { flagstaff, clock, line, memory, problems } = scene({ documents: [numberFlag('a', 1)] });
    await clock.advance(100);
    line.break(fault, 'changes');
    for (const value of [2, 3]) {
      await memory.set(numberFlag('a', value));
      await clock.advance(7_000);
      expect([numberOf(flagstaff, 'a'), flagstaff.state]).toEqual([value, 'ready']);
    }
    expect(problems.map(({ message }) => message)).toEqual([expect.stringContaining('reading the commits')]);
  });

  it('starts without the store, and is ready once it appears', async () => {
    const { flagstaff, clock, line } = scene({
      documents: [numberFlag('a', 1)],
      prepare: (broken) => broken.break('fail'),
    });
    await clock.advance(30_000);
    expect([flagstaff.state, numberOf(flagstaff, 'a')]).toEqual(['loading', -1]);
    expect(flagstaff.forContext({}).details('a', 0)).toMatchObject({ errorCode: 'PROVIDER_NOT_READY' });
    line.break('none');
    await clock.advance(2_500);
    expect([flagstaff.state, numberOf(flagstaff, 'a')]).toEqual(['ready', 1]);
  });

  it('does not roll back for one stale read', async () => {
    const { flagstaff, clock, line, memory, changes } = scene({ documents: [numberFlag('a', 1)] });
    await clock.advance(100);
    const old = await memory.snapshot();
    await memory.set(numberFlag('a', 2));
    await clock.advance(100);
    const seen = changes.length;
    line.answer('revision', () => old.revision);
    line.answer('snapshot', () => old);
    await clock.advance(2_500);
    line.answer('revision', undefined);
    line.answer('snapshot', undefined);
    await clock.advance(10_000);
    expect(numberOf(flagstaff, 'a')).toBe(2);
    expect(changes).toHaveLength(seen);
    expect(flagstaff.state).toBe('ready');
  });

  it('accepts a store that went back after two more reads, and reports it once', async () => {
    const { flagstaff, clock, line, memory, changes } = scene({ documents: [numberFlag('a', 1)] });
    const old = await memory.snapshot();
    await clock.advance(100);
    for (const value of [2, 3, 4]) await memory.set(numberFlag('a', value));
    await clock.advance(100);
    expect(numberOf(flagstaff, 'a')).toBe(4);
    line.answer('revision', () => old.revision);
    line.answer('snapshot', () => old);
    await clock.advance(5_000);
    expect(numberOf(flagstaff, 'a')).toBe(1);
    await clock.advance(20_000);
    expect(changes.filter(({ rolledBack }) => rolledBack)).toHaveLength(1);
    expect(flagstaff.revision).toEqual(old.revision);
  });

  it('applies other content under the same number', async () => {
    const { flagstaff, clock, line, memory, changes } = scene({ documents: [numberFlag('a', 1)] });
    await clock.advance(100);
    await memory.set(numberFlag('a', 2));
    await clock.advance(100);
    const { revision } = await memory.snapshot();
    const other = { ...revision, token: crypto.randomUUID() };
    const documents = [{ ...numberFlag('a', 99), version: 2, createdAt: '', updatedAt: '' }];
    line.answer('revision', () => other);
    line.answer('snapshot', () => ({ revision: other, documents }));
    await clock.advance(5_000);
    expect(numberOf(flagstaff, 'a')).toBe(99);
    expect(changes.filter(({ rolledBack }) => rolledBack)).toHaveLength(1);
  });

  it('keeps everything when the store is emptied, until it is initialized again', async () => {
    const { flagstaff, clock, line, stales, problems } = scene({ documents: [numberFlag('a', 1)] });
    await clock.advance(100);
    const empty = createMemoryStorage();
    line.replace(empty);
    await clock.advance(30_000);
    expect([flagstaff.state, numberOf(flagstaff, 'a')]).toEqual(['stale', 1]);
    expect(stales.map(({ code }) => code)).toEqual(['STORE_LOST']);
    expect(problems.map(({ code }) => code)).toEqual(['STORE_LOST']);
    await empty.set(numberFlag('b', 7));
    await clock.advance(4_000);
    expect([flagstaff.state, numberOf(flagstaff, 'a'), numberOf(flagstaff, 'b')]).toEqual(['ready', -1, 7]);
  });

  it('keeps the last version of a document that cannot be understood, reports it once, and updates the others', async () => {
    const { flagstaff, clock, memory, problems } = scene({ documents: [numberFlag('a', 1), numberFlag('b', 1)] });
    await clock.advance(100);
    await memory.set({ ...numberFlag('a', 2), default: 'no such variant' });
    await memory.set(numberFlag('b', 2));
    await clock.advance(100);
    expect({ a: numberOf(flagstaff, 'a'), b: numberOf(flagstaff, 'b') }).toEqual({ a: 1, b: 2 });
    await memory.set(numberFlag('b', 3));
    await clock.advance(10_000);
    expect(problems.map(({ code }) => code)).toEqual(['DOCUMENT_REJECTED']);
    expect(problems[0]?.issues).toHaveLength(1);
    await memory.set(numberFlag('a', 4));
    await clock.advance(100);
    expect(numberOf(flagstaff, 'a')).toBe(4);
  });

  it('reports once that it cannot watch, and polls', async () => {
    const refusal = new FlagstaffError('WATCH_UNAVAILABLE', 'NOPERM');
    const { flagstaff, clock, line, memory, problems } = scene({
      documents: [numberFlag('a', 1)],
      prepare: (broken) => broken.answer('watch', () => Promise.reject(refusal)),
    });
    await clock.advance(300_000);
    expect(problems).toEqual([refusal]);
    // Delays are random: one run in sixty makes six attempts, none of two million made twelve.
    expect(line.calls.get('watch')).toBeLessThan(12);
    await memory.set(numberFlag('a', 2));
    await clock.advance(2_500);
    expect([flagstaff.state, numberOf(flagstaff, 'a')]).toEqual(['ready', 2]);
  });

  it('applies 1,000 updates although every listener throws, synchronously or later', async () => {
    const { flagstaff, clock, memory, changes, problems } = scene({ documents: [numberFlag('a', 0)] });
    flagstaff.on('change', () => {
      throw new Error('now');
    });
    flagstaff.on('change', async () => {
      throw new Error('later');
    });
    flagstaff.on('error', () => {
      throw new Error('in the listener of problems');
    });
    for (let value = 1; value <= 1_000; value += 1) {
      await memory.set(numberFlag('a', value));
      await clock.advance(50);
    }
    expect(numberOf(flagstaff, 'a')).toBe(1_000);
    expect(changes.length).toBeGreaterThanOrEqual(1_000);
    expect(new Set(problems.map(({ code }) => code))).toEqual(new Set(['LISTENER_FAILED']));
  });
});
