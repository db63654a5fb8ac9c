import { createFlagstaff } from '@flagstaff/core';
import type { Document, Flagstaff, FlagstaffOptions } from '@flagstaff/core';
import { createMemoryStorage } from '@flagstaff/core/storage';
import type { FullStorageBackend } from '@flagstaff/core/storage';
import { fakeClock } from '@flagstaff/testkit';
import type { FakeClock } from '@flagstaff/testkit';
import { OpenFeature, ProviderEvents } from '@openfeature/server-sdk';
import type { EventDetails } from '@openfeature/server-sdk';
import { onTestFinished } from 'vitest';

export interface Scene {
  readonly flagstaff: Flagstaff;
  readonly clock: FakeClock;
  /** Whether the store responds. */
  cut(broken: boolean): void;
}

export interface SceneOptions extends Omit<FlagstaffOptions, 'storage' | 'clock' | 'flags'> {
  readonly documents?: readonly Document[];
  /** Creates a store that does not respond yet. */
  readonly cutOff?: boolean;
}

/** Creates a client with a fake clock and a store that can be disconnected. Closed when the test ends. */
export function scene({ documents = [], cutOff = false, ...options }: SceneOptions = {}): Scene {
  const clock = fakeClock();
  const memory = createMemoryStorage({ documents });
  let broken = cutOff;
  const storage = new Proxy(memory, {
    get(target, name: keyof FullStorageBackend) {
      const method = target[name];
      if (typeof method !== 'function') return method;
      return async (...args: unknown[]) => {
        if (broken) throw new Error('connect ECONNREFUSED');
        return (method as (...all: unknown[]) => unknown)(...args);
      };
    },
  });
  const flagstaff = createFlagstaff({ ...options, storage, clock });
  onTestFinished(async () => during(clock, flagstaff.close()));
  return { flagstaff, clock, cut: (value) => void (broken = value) };
}

/** Advances time until a promise settles. Settles as it does. */
export async function during<T>(clock: FakeClock, promise: Promise<T>, most = 60_000): Promise<T> {
  const wait = { over: false };
  void Promise.allSettled([promise]).then(() => (wait.over = true));
  for (let waited = 0; !wait.over && waited < most; waited += 50) await clock.advance(50);
  return promise;
}

/** Resets OpenFeature to its initial state. Call it in `beforeEach`. */
export async function resetOpenFeature(): Promise<void> {
  const silent = { error: () => {}, warn: () => {}, info: () => {}, debug: () => {} };
  OpenFeature.setLogger(silent);
  await OpenFeature.clearProviders();
  OpenFeature.clearHandlers();
  OpenFeature.clearHooks();
  OpenFeature.setContext({});
}

export interface ReceivedEvent {
  readonly event: ProviderEvents;
  readonly details: EventDetails | undefined;
}

/** Records the events of a domain's provider from now on, without those for its current state. */
export function listenTo(domain: string): ReceivedEvent[] {
  const received: ReceivedEvent[] = [];
  const client = OpenFeature.getClient(domain);
  for (const event of Object.values(ProviderEvents)) {
    client.addHandler(event as ProviderEvents.Ready, (details) => void received.push({ event, details }));
  }
  received.length = 0;
  return received;
}

let domains = 0;
/** OpenFeature keeps a domain's handlers forever, so each test has its own domain. */
export function newDomain(): string {
  domains += 1;
  return `domain-${domains}`;
}
