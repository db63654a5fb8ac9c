import { isBackend } from '../storage/backend.ts';
import { checkOptions, hasMethods, isObject, MILLISECONDS, invalidOptions, readObject } from '../model/input.ts';
import type { OptionChecks } from '../model/option-names.ts';
import type { StorageBackend } from '../storage/port.ts';
import { systemClock } from '../timing/clock.ts';
import type { Clock } from '../timing/clock.ts';
import { privateAttributes } from '../targeting/private-attributes.ts';
import type { PrivateAttributes } from '../targeting/private-attributes.ts';
import type { FlagDefinitions } from '../model/definitions.ts';
import type { ExposureOptions } from './exposures.ts';
import type { FlagstaffOptions, MemberCacheOptions } from './flagstaff.ts';
import type { LastKnownGood } from '../sync/last-known-good.ts';
import type { Hook } from './hooks.ts';
import { ENVIRONMENT_KEY } from './evaluator-options.ts';

const MIN_POLL_INTERVAL = 500;

type MemberCacheSizes = { readonly [name in keyof MemberCacheOptions]-?: number };

/** The validated options, with defaults. */
export interface Settings {
  /** Undefined when the client creates one. */
  readonly storage: StorageBackend | undefined;
  readonly environment: string | undefined;
  /** The original values. */
  readonly bootstrap: readonly unknown[];
  readonly pollIntervalMs: number | false | undefined;
  readonly lastKnownGood: LastKnownGood | undefined;
  readonly hooks: readonly Hook[];
  readonly exposures: ExposureOptions | undefined;
  readonly memberCache: MemberCacheSizes;
  readonly definitions: FlagDefinitions | undefined;
  readonly privateAttributes: PrivateAttributes;
  readonly clock: Clock;
}

/** The most milliseconds of a timer. */
const MAX_TIMER = 2 ** 30;

const CHECKS: OptionChecks<FlagstaffOptions> = {
  storage: [isBackend, 'a storage backend: name, get, set, delete, list'],
  environment: ENVIRONMENT_KEY,
  bootstrap: [Array.isArray, 'a list of documents'],
  // Read with their own checks.
  definitions: [() => true, ''],
  memberCache: [() => true, ''],
  pollIntervalMs: [
    (value) => value === false || (typeof value === 'number' && value >= MIN_POLL_INTERVAL && value < MAX_TIMER),
    `a number of milliseconds, at least ${MIN_POLL_INTERVAL}, or false`,
  ],
  lastKnownGood: [
    (value) => hasMethods(value, ['read', 'write']),
    'an object with read and write, such as lastKnownGoodFile(path)',
  ],
  hooks: [(value) => Array.isArray(value) && value.every(isObject), 'a list of hooks'],
  privateAttributes: [
    (value) => Array.isArray(value) && value.every((name) => typeof name === 'string' && name !== ''),
    'a list of attribute names',
  ],
  exposures: [isObject, 'an object with a sink'],
  clock: [(value) => hasMethods(value, ['now', 'monotonic', 'setTimer']), 'a clock'],
};

const CACHE_CHECKS: OptionChecks<MemberCacheOptions> = {
  size: [
    (value) => Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 10_000_000,
    'a number of answers',
  ],
  maxAgeMs: MILLISECONDS,
};

/**
 * Validates the options.
 * @throws {FlagstaffError} INVALID_OPTIONS when an option is invalid, with its name, the expected type and the value.
 */
export function readSettings(given: FlagstaffOptions): Settings {
  if ((globalThis as { readonly crypto?: unknown }).crypto === undefined) {
    throw invalidOptions('createFlagstaff: this runtime has no Web Crypto. Use Node 20.19 or later.');
  }
  const options = checkOptions('createFlagstaff', given, CHECKS);
  const cache = checkOptions('memberCache', options.memberCache, CACHE_CHECKS, 'memberCache.');
  const { storage, environment, lastKnownGood, exposures, definitions } = options;
  if (definitions !== undefined) readObject('definitions', definitions);
  return {
    storage,
    environment,
    bootstrap: options.bootstrap ?? [],
    pollIntervalMs: options.pollIntervalMs,
    lastKnownGood,
    // Copied: changing the list must not affect evaluations.
    hooks: [...(options.hooks ?? [])],
    exposures,
    memberCache: { size: cache.size ?? 10_000, maxAgeMs: cache.maxAgeMs ?? 10_000 },
    definitions,
    privateAttributes: privateAttributes(options.privateAttributes ?? []),
    clock: options.clock ?? systemClock,
  };
}
