import { described, invalidOptions, readOptions } from '@flagstaff/core/storage';
import type { TrackingEvent } from './tracking.ts';

/** The options of `new FlagstaffProvider(flagstaff, options)`. */
export interface FlagstaffProviderOptions {
  /**
   * Milliseconds that `setProviderAndWait` waits for the first load from the store. Then the provider serves what the client has
   * (bootstrap documents, a last-known-good copy) and is `STALE`, or, where it has nothing, fails. Default 5,000.
   */
  readonly readyTimeoutMs?: number;
  /** The environment that the provider answers for. Default: the client's own. One that does not exist serves callers' defaults. */
  readonly environment?: string;
  /**
   * Gets what programs `track`. Default: nothing is tracked. Nothing waits for it: give events to a queue. Should it throw or reject, the
   * client's `problem` event tells.
   */
  readonly onTrack?: (event: TrackingEvent) => void;
  /** Closes the client when the provider is shut down. Default false: who made the client closes it. */
  readonly closeClient?: boolean;
}

const OPTIONS: { readonly [name in keyof FlagstaffProviderOptions]-?: true } = {
  readyTimeoutMs: true,
  environment: true,
  onTrack: true,
  closeClient: true,
};

const MAX_TIMER_MS = 2_147_483_647;

export interface Settings extends Required<Omit<FlagstaffProviderOptions, 'environment' | 'onTrack'>> {
  readonly environment: string | undefined;
  readonly onTrack: FlagstaffProviderOptions['onTrack'] | undefined;
}

/** The options with their defaults. Throws `INVALID_OPTIONS`. */
export function parseOptions(given: FlagstaffProviderOptions): Settings {
  const options = readOptions('FlagstaffProvider: the options', given);
  for (const name of Object.keys(options)) {
    if (!Object.hasOwn(OPTIONS, name)) {
      throw invalidOptions(`There is no option "${name}"; the options are ${Object.keys(OPTIONS).join(', ')}.`);
    }
  }
  const { readyTimeoutMs = 5_000, environment, onTrack, closeClient = false } = options;
  if (typeof readyTimeoutMs !== 'number' || !(readyTimeoutMs >= 0 && readyTimeoutMs <= MAX_TIMER_MS)) {
    throw invalidOptions(
      `readyTimeoutMs is ${described(readyTimeoutMs)}; give milliseconds from 0 to ${MAX_TIMER_MS}.`,
    );
  }
  if (onTrack !== undefined && typeof onTrack !== 'function') throw invalidOptions('onTrack is not a function.');
  if (typeof closeClient !== 'boolean') throw invalidOptions('closeClient is neither true nor false.');
  return { readyTimeoutMs, environment, onTrack, closeClient };
}
