// Docs: docs/storage.md
import type { FlagstaffError } from '../model/error.ts';
import type { FollowableStorage } from '../storage/followable.ts';
import { inBackground } from '../timing/background.ts';
import type { Clock } from '../timing/clock.ts';
import { withStepDeadline } from '../timing/deadline.ts';
import type { Lifetime } from '../timing/lifetime.ts';

export interface StoreWarningsOptions {
  readonly storage: FollowableStorage;
  readonly clock: Clock;
  /** Receives each warning. */
  readonly sink: { error(warning: FlagstaffError): void };
}

/** Returns a function that reads a store's warnings about its settings in the background, the first time that it is called. */
export function createStoreWarnings({ storage, clock, sink }: StoreWarningsOptions, lifetime: Lifetime): () => void {
  let isRead = false;

  async function read(): Promise<void> {
    const warnings = await withStepDeadline('load', async () => storage.warnings?.(), {
      clock,
      lifetime,
      connectTimeoutMs: storage.connectTimeoutMs,
      what: `${storage.name}: reading settings`,
    });
    for (const warning of warnings ?? []) sink.error(warning);
  }

  return () => {
    if (!isRead) inBackground(read);
    isRead = true;
  };
}
