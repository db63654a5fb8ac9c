// oxlint-disable unicorn/no-thenable -- foreign code may return any
// No background task of a client ends the process, whatever its dependencies do.
import { createFlagstaff, FlagstaffError } from '@flagstaff/core';
import type { Flagstaff, LastKnownGood } from '@flagstaff/core';
import { createMemoryStorage, failover } from '@flagstaff/core/storage';
import type { FullStorageBackend, StorageBackend } from '@flagstaff/core/storage';
import { manage } from '@flagstaff/core/management';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { digest } from '../../src/storage/digest.ts';
import { numberFlag, numberOf, scene } from './setup.ts';

const unhandled: unknown[] = [];
const note = (reason: unknown): void => {
  unhandled.push(reason);
};
beforeEach(() => {
  unhandled.length = 0;
  process.on('unhandledRejection', note).on('uncaughtException', note);
});
afterEach(async () => {
  await turn();
  process.off('unhandledRejection', note).off('uncaughtException', note);
  // oxlint-disable-next-line vitest/no-standalone-expect -- every test of this file asserts it
  expect(unhandled).toEqual([]);
});

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function fail(): never {
  throw new Error('a foreign error');
}

/** Ways in which a foreign function may break its contract. */
const ODD: readonly (readonly [string, () => unknown])[] = [
  ['throws', fail],
  ['rejects', async () => fail()],
  ['rejects with nothing', () => Promise.reject()],
  ['returns a thenable that rejects', () => ({ then: (_: unknown, reject: (error: unknown) => void) => reject('no') })],
  ['returns a thenable that throws', () => ({ then: fail })],
  ['returns undefined', () => undefined],
  ['returns null', async () => null],
  ['returns a number', async () => 7],
  [
    'returns an object whose fields throw',
    async () => new Proxy({ then: undefined }, { get: (_, name) => (name === 'then' ? undefined : fail()) }),
  ],
  ['never settles', () => new Promise(() => undefined)],
];

describe('a last-known-good copy', () => {
  const textOf = (lines: readonly string[]): string =>
    [`flagstaff-last-known-good 2 ${digest(lines.map(digest).join(''))}`, ...lines].join('\n');
  const copyOf = (...parts: readonly unknown[]): string => textOf(parts.map((part) => JSON.stringify(part)));
  const revision = { epoch: 'e', number: 1, token: 't' };
  const document = { ...numberFlag('a', 1), version: 1, createdAt: '', updatedAt: '' };

  it.each<[string, string]>([
    ['nothing', textOf([])],
    ['an empty line', textOf([''])],
    ['no JSON', textOf(['{}', 'flags'])],
    ['a line that ends early', copyOf(revision, document).replace(/\}$/, '')],
    ['a revision that is a text', copyOf('r', document)],
    ['a revision that is a list', copyOf([document], document)],
    ['an epoch that is a number', copyOf({ ...revision, epoch: 1 }, document)],
    ['a number that is a text', copyOf({ ...revision, number: '1' }, document)],
    ['a number that is no integer', copyOf({ ...revision, number: 1.5 }, document)],
    ['a token that is missing', copyOf({ ...revision, token: undefined }, document)],
  ])('with %s is reported and ignored while the store is unavailable', async (_, text) => {
    const kept: LastKnownGood = { read: async () => text, write: async () => undefined };
    const { flagstaff, clock, line, problems } = scene({
      documents: [numberFlag('a', 2)],
      lastKnownGood: kept,
      prepare: (broken) => broken.break('fail'),
    });
    await clock.advance(5_000);
    expect([flagstaff.state, numberOf(flagstaff, 'a')]).toEqual(['loading', -1]);
    expect(problems.map(({ code }) => code)).toEqual(['LAST_KNOWN_GOOD_FAILED', 'STORAGE_UNAVAILABLE']);
    line.break('none');
    await clock.advance(5_000);
    expect([flagstaff.state, numberOf(flagstaff, 'a')]).toEqual(['ready', 2]);
  });

  it.each<[string, unknown]>([
    ['null', null],
    ['a number', 5],
    ['a list', []],
    ['an empty object', {}],
    ['a flag without fields', { kind: 'flag', key: 'b' }],
    ['a document with odd storage fields', { ...numberFlag('b', 1), version: {}, createdAt: 1, updatedAt: null }],
    ['a document whose kind is an object', { kind: {}, key: [] }],
  ])('serves its other documents when one is %s', async (_, odd) => {
    const kept: LastKnownGood = {
      read: async () => copyOf(revision, odd, document),
      write: async () => undefined,
    };
    const { flagstaff, clock } = scene({ lastKnownGood: kept, prepare: (broken) => broken.break('fail') });
    await clock.advance(5_000);
    expect([flagstaff.state, numberOf(flagstaff, 'a')]).toEqual(['stale', 1]);
  });

  it.each(ODD)('that %s does not end the process, and the store is followed', async (_, odd) => {
    const kept = { read: odd, write: odd } as unknown as LastKnownGood;
    const { flagstaff, clock, line } = scene({
      documents: [numberFlag('a', 1)],
      lastKnownGood: kept,
      prepare: (broken) => broken.break('fail'),
    });
    await clock.advance(10_000);
    line.break('none');
    await clock.advance(10_000);
    expect([flagstaff.state, numberOf(flagstaff, 'a')]).toEqual(['ready', 1]);
    await closeOf(flagstaff, clock);
  });
});

describe('a storage backend', () => {
  const METHODS = ['revision', 'snapshot', 'changes', 'watch', 'close'] as const satisfies (keyof StorageBackend)[];

  it.each(METHODS.flatMap((method) => ODD.map(([name, odd]) => [method, name, odd] as const)))(
    'whose `%s` %s does not end the process or the polling',
    async (method, _, odd) => {
      let broken = true;
      const { flagstaff, clock, memory } = scene({
        documents: [numberFlag('a', 1)],
        prepare({ storage }) {
          const real = storage[method] as () => unknown;
          // Not wrapped in a promise: the method itself throws.
          Object.assign(storage, { [method]: (...args: []) => (broken ? odd() : real(...args)) });
        },
      });
      await clock.advance(10_000);
      await memory.set(numberFlag('a', 2));
      await clock.advance(10_000);
      broken = method === 'close';
      await clock.advance(20_000);
      expect([flagstaff.state, numberOf(flagstaff, 'a')]).toEqual(['ready', 2]);
      await closeOf(flagstaff, clock);
    },
  );

  it.each(ODD)('whose stop of a watch %s does not end the process', async (_, odd) => {
    const { flagstaff, clock, line, memory } = scene({ documents: [numberFlag('a', 1)] });
    line.answer('watch', () => odd);
    await clock.advance(1_000);
    await memory.set(numberFlag('a', 2));
    await clock.advance(20_000);
    expect(numberOf(flagstaff, 'a')).toBe(2);
    await closeOf(flagstaff, clock);
  });

  it.each(ODD)('in a failover pair whose reads %s does not affect the other', async (_, odd) => {
    const memory = createMemoryStorage({ documents: [numberFlag('a', 1)] });
    const broken = { ...memory, get: odd, list: odd, snapshot: odd, revision: odd, close: odd } as FullStorageBackend;
    const pair = failover(broken, memory);
    await Promise.allSettled([pair.get('flag:a'), pair.list(), pair.snapshot?.(), pair.revision?.()]);
    // Longer than the primary's deadline, so that everything started for it has ended.
    await new Promise((resolve) => setTimeout(resolve, 600));
    if (!(await Promise.race([pair.close?.().then(() => true), turn().then(() => false)]))) return;
    await expect(memory.list()).rejects.toMatchObject({ code: 'CLOSED' });
  });

  it.each(ODD)('with a watcher that %s affects neither the writer nor the other watchers', async (_, odd) => {
    const memory = createMemoryStorage();
    const heard: string[] = [];
    await memory.watch(odd);
    await memory.watch(() => heard.push('heard'));
    await memory.set(numberFlag('a', 1));
    await turn();
    expect(heard).toEqual(['heard']);
  });
});

describe('functions of an application', () => {
  it.each(ODD)('that %s as listener, hook, sink or context do not end the process', async (_, odd) => {
    const storage = createMemoryStorage({ documents: [numberFlag('a', 1)] });
    const hook = { before: odd, after: odd, error: odd };
    const flagstaff = createFlagstaff({
      storage,
      hooks: [hook as never],
      exposures: { sink: odd },
    });
    onTestFinished(() => flagstaff.close());
    for (const event of ['ready', 'change', 'stale', 'error'] as const) flagstaff.on(event, odd);
    await flagstaff.ready();
    expect(numberOf(flagstaff, 'a')).toBe(1);
    expect(flagstaff.forContext(odd as never).value('a', -1)).toBe(1);
    await manage(flagstaff).set(numberFlag('a', 2));
    flagstaff.reportError(new FlagstaffError('ENDPOINT_FAILED', 'for the listeners'));
    expect(numberOf(flagstaff, 'a')).toBe(2);
  });

  it('are called with promises that nothing waits for, and those do not end the process', async () => {
    const { flagstaff, clock } = scene({ prepare: (broken) => broken.break('hang'), pollIntervalMs: false });
    const dropped: Promise<unknown>[] = [flagstaff.ready({ timeoutMs: 100 })];
    await clock.advance(20_000);
    expect(dropped).toHaveLength(1);
    await closeOf(flagstaff, clock);
  });
});

async function closeOf(flagstaff: Flagstaff, clock: { advance(ms: number): Promise<void> }): Promise<void> {
  const closing = flagstaff.close();
  await clock.advance(1_000);
  await closing;
}
