import { described, invalidOptions, readOptions } from '@flagstaff/core/storage';
import type { TrackingEvent } from './tracking.ts';

/** The options of `new FlagstaffProvider(flagstaff, options)`. */
export interface FlagstaffProviderOptions {
  /**
   * Milliseconds that `setProviderAndWait` waits for the first load. After that the provider serves what the client has (bootstrap
   * documents, a last-known-good copy) and is `STALE`, or fails when there is nothing to serve. Defaults to 5,000.
   */
  readonly readyTimeoutMs?: number | undefined;
  /** The environment to evaluate in. A missing one serves callers' defaults. Defaults to the client's own. */
  readonly environment?: string | undefined;
  /**
   * Receives `track` calls. Not awaited, so pass events to a queue. If it throws or rejects, the client's `error` event emits. Omit to
   * disable tracking.
   */
  readonly onTrack?: ((event: TrackingEvent) => void) | undefined;
  /** Closes the client when the provider is shut down. Defaults to false: the application closes its own client. */
  readonly closeClient?: boolean | undefined;
}

const OPTIONS: { readonly [name in keyof FlagstaffProviderOptions]-?: true } = {
  readyTimeoutMs: true,
  environment: true,
  onTrack: true,
  closeClient: true,
};

const MAX_TIMER_MS = 2_147_483_647;

export interface Settings {
  readonly readyTimeoutMs: number;
  readonly closeClient: boolean;
  readonly environment: string | undefined;
  readonly onTrack: FlagstaffProviderOptions['onTrack'] | undefined;
}

/** Validates the options and applies defaults. @throws {FlagstaffError} INVALID_OPTIONS when an option is invalid. */
export function parseOptions(given: FlagstaffProviderOptions): Settings {
  const options = readOptions('FlagstaffProvider: the options', given, OPTIONS);
  const { readyTimeoutMs = 5_000, environment, onTrack, closeClient = false } = options;
  if (typeof readyTimeoutMs !== 'number' || !(readyTimeoutMs >= 0 && readyTimeoutMs <= MAX_TIMER_MS)) {
    throw invalidOptions(
      `readyTimeoutMs is ${described(readyTimeoutMs)}. Pass milliseconds from 0 to ${MAX_TIMER_MS}.`,
    );
  }
  if (onTrack !== undefined && typeof onTrack !== 'function') throw invalidOptions('onTrack is not a function.');
  if (typeof closeClient !== 'boolean') throw invalidOptions('closeClient must be true or false.');
  return { readyTimeoutMs, environment, onTrack, closeClient };
}
