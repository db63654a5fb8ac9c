import { createFlagstaff, FlagstaffError } from '@flagstaff/core';
import type { Document, Flagstaff, FlagstaffErrorCode } from '@flagstaff/core';
import { createMemoryStorage } from '@flagstaff/core/storage';
import { describe, expect, it, onTestFinished } from 'vitest';
import { during, numberFlag, scene } from './setup.ts';

/** Records which errors end. */
function endsOf(flagstaff: Flagstaff): FlagstaffError[] {
  const ended: FlagstaffError[] = [];
  flagstaff.on('resolved', (error) => ended.push(error));
  return ended;
}

const codesOf = (errors: readonly FlagstaffError[]): FlagstaffErrorCode[] => errors.map(({ code }) => code);

describe('errors', () => {
  it('lists an outage while it lasts, and an event ends it', async () => {
    const { flagstaff, clock, line, problems } = scene({ documents: [numberFlag('a', 1)] });
    const ended = endsOf(flagstaff);
    await clock.advance(100);
    expect(flagstaff.errors).toEqual([]);
    line.break('fail');
    await clock.advance(10_000);
    expect(codesOf(flagstaff.errors)).toEqual(['STORAGE_UNAVAILABLE']);
    expect([problems, ended]).toEqual([flagstaff.errors, []]);
    line.break('none');
    await clock.advance(60_000);
    expect([flagstaff.errors, ended]).toEqual([[], problems]);
  });

  it('lists a document that cannot be understood until it is fixed or removed', async () => {
    const memory = createMemoryStorage();
    const documents = new Map<string, unknown>([
      ['a', numberFlag('a', 1)],
      ['b', numberFlag('b', 1)],
    ]);
    let number = 0;
    const storage = {
      ...memory,
      revision: async () => ({ epoch: 'e', number, token: `t${number}` }),
      snapshot: async () => ({
        revision: { epoch: 'e', number, token: `t${number}` },
        documents: [...documents.values()] as Document[],
      }),
      changesSince: undefined,
      commitsSince: undefined,
      watch: undefined,
    };
    const flagstaff: Flagstaff = createFlagstaff({ storage: storage as never });
    onTestFinished(() => flagstaff.close());
    const ended = endsOf(flagstaff);
    async function store(key: string, document: unknown): Promise<void> {
      if (document === undefined) documents.delete(key);
      else documents.set(key, document);
      number += 1;
      await flagstaff.refresh();
    }
    await flagstaff.ready();
    const broken = (key: string, fallback: string): unknown => ({ ...numberFlag(key, 1), default: fallback });
    await store('a', broken('a', 'absent'));
    await store('b', broken('b', 'absent'));
    const [a, b] = flagstaff.errors;
    expect([a?.message, b?.message]).toEqual([expect.stringMatching(/^flag:a/), expect.stringMatching(/^flag:b/)]);
    await store('a', broken('a', 'elsewhere'));
    expect(ended).toEqual([a]);
    const [, again] = flagstaff.errors;
    expect(again?.message).toContain('elsewhere');
    await store('a', numberFlag('a', 2));
    await store('b', undefined);
    expect(ended).toEqual([a, again, b]);
    expect(flagstaff.errors).toEqual([]);
  });

  it('lists an environment that the store lacks until it is there', async () => {
    const { flagstaff, clock, memory } = scene({ documents: [numberFlag('a', 1)], environment: 'staging' });
    const ended = endsOf(flagstaff);
    await clock.advance(100);
    expect(codesOf(flagstaff.errors)).toEqual(['ENVIRONMENT_NOT_FOUND']);
    await memory.set({ kind: 'environment', key: 'staging' });
    await during(clock, flagstaff.refresh());
    expect([flagstaff.errors, codesOf(ended)]).toEqual([[], ['ENVIRONMENT_NOT_FOUND']]);
  });

  it('lists a last-known-good copy that cannot be written until it can', async () => {
    let isFull = true;
    const lastKnownGood = {
      read: async () => undefined,
      async write() {
        if (isFull) throw new Error('ENOSPC');
      },
    };
    const { flagstaff, clock, memory } = scene({ documents: [numberFlag('a', 1)], lastKnownGood });
    await clock.advance(2_000);
    expect(codesOf(flagstaff.errors)).toEqual(['LAST_KNOWN_GOOD_FAILED']);
    isFull = false;
    await memory.set(numberFlag('a', 2));
    await clock.advance(5_000);
    expect(flagstaff.errors).toEqual([]);
  });

  it('does not list errors of single requests, which are over at once', async () => {
    const { flagstaff, problems } = scene();
    flagstaff.reportError(new FlagstaffError('ENDPOINT_FAILED', 'once'));
    expect([codesOf(problems), flagstaff.errors]).toEqual([['ENDPOINT_FAILED'], []]);
  });
});

describe('READY_TIMEOUT', () => {
  it('carries the error that keeps the client from loading', async () => {
    const { flagstaff, clock } = scene({ prepare: (line) => line.break('fail') });
    const error: unknown = await during(clock, flagstaff.ready({ timeoutMs: 500 })).catch((cause: unknown) => cause);
    expect(error).toMatchObject({ code: 'READY_TIMEOUT', cause: { code: 'STORAGE_UNAVAILABLE' } });
    expect((error as Error).message).toContain('STORAGE_UNAVAILABLE');
  });
});
