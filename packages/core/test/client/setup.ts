import { createFlagstaff } from '@flagstaff/core';
import type { FlagDocument, Flagstaff, FlagstaffError, FlagstaffEvents, FlagstaffOptions } from '@flagstaff/core';
import { createMemoryStorage } from '@flagstaff/core/storage';
import type { FullStorageBackend } from '@flagstaff/core/storage';
import { onTestFinished } from 'vitest';
import { fakeClock } from '@flagstaff/testkit';
import type { FakeClock } from '@flagstaff/testkit';
import { rareParts } from '../../src/client/load-rare-parts.ts';
import { faulty } from './faulty-storage.ts';
import type { FaultyStorage } from './faulty-storage.ts';

// A fake clock waits for promises, not for files: what a client loads on demand has to be there.
await rareParts();

/** Returns a flag that serves every user a number. */
export function numberFlag(key: string, value: number): FlagDocument {
  return { kind: 'flag', key, type: 'number', variants: { only: value }, default: 'only' };
}

/** Returns the value of `numberFlag`, or -1 when it serves nothing. */
export function numberOf(flagstaff: Flagstaff, key: string): number {
  return flagstaff.forContext({}).value(key, -1);
}

export interface Scene {
  readonly flagstaff: Flagstaff;
  readonly clock: FakeClock;
  readonly line: FaultyStorage;
  /** The initial store behind the connection. */
  readonly memory: FullStorageBackend;
  readonly problems: FlagstaffError[];
  readonly changes: FlagstaffEvents['change'][];
  readonly stales: FlagstaffError[];
}

export interface SceneOptions extends Omit<FlagstaffOptions, 'storage' | 'clock' | 'flags'> {
  readonly documents?: readonly FlagDocument[];
  /** Called before the client starts. */
  readonly prepare?: (line: FaultyStorage, clock: FakeClock) => void;
}

/** Creates a client of a store on a connection that can be broken, with a manual clock. Closed when the test ends. */
export function scene({ documents = [], prepare, ...options }: SceneOptions = {}): Scene {
  const clock = fakeClock();
  const memory = createMemoryStorage({ documents });
  const line = faulty(memory);
  prepare?.(line, clock);
  const flagstaff = createFlagstaff({ ...options, storage: line.storage, clock });
  const problems: FlagstaffError[] = [];
  const changes: FlagstaffEvents['change'][] = [];
  const stales: FlagstaffError[] = [];
  flagstaff.on('error', (problem) => problems.push(problem));
  flagstaff.on('change', (change) => changes.push(change));
  flagstaff.on('stale', ({ error }) => stales.push(error));
  onTestFinished(async () => {
    const closing = flagstaff.close();
    await clock.advance(1_000);
    await closing;
  });
  return { flagstaff, clock, line, memory, problems, changes, stales };
}

/** Runs a promise while virtual time advances. Settles as it does. */
export async function during<T>(clock: FakeClock, promise: Promise<T>, most = 60_000): Promise<T> {
  const wait = { over: false };
  void Promise.allSettled([promise]).then(() => (wait.over = true));
  for (let waited = 0; !wait.over && waited < most; waited += 50) await clock.advance(50);
  return promise;
}
