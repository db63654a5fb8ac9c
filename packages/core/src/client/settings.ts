import { isKey } from '../model/key.ts';
import { isBackend } from '../storage/backend.ts';
import { invalidInput, invalidOptions, readObject, readOptions } from '../model/input.ts';
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
import type { OptionNames } from '../model/option-names.ts';

const DEFAULT_POLL_INTERVAL = 2_000;
const MIN_POLL_INTERVAL = 500;

type MemberCacheSizes = { readonly [name in keyof MemberCacheOptions]-?: number };

/** The validated options, with defaults. */
export interface Settings {
  /** Undefined when the client creates one. */
  readonly storage: StorageBackend | undefined;
  readonly environment: string | undefined;
  /** The original values. */
  readonly bootstrap: readonly unknown[];
  readonly pollIntervalMs: number | false;
  readonly lastKnownGood: LastKnownGood | undefined;
  readonly hooks: readonly Hook[];
  readonly exposures: ExposureOptions | undefined;
  readonly memberCache: MemberCacheSizes;
  readonly definitions: FlagDefinitions | undefined;
  readonly privateAttributes: PrivateAttributes;
  readonly clock: Clock;
}

type Check = readonly [isValid: (value: unknown) => boolean, expected: string];

/** Every option, with what it must be when it is given. */
const OPTIONS: { readonly [name in keyof FlagstaffOptions]-?: Check } = {
  storage: [isBackend, 'a storage backend: name, get, set, delete, list'],
  environment: [(value) => typeof value === 'string' && isKey(value), 'the key of an environment document'],
  bootstrap: [Array.isArray, 'a list of documents'],
  // Copied with its own checks.
  definitions: [() => true, ''],
  pollIntervalMs: [
    (value) => value === false || (typeof value === 'number' && value >= MIN_POLL_INTERVAL && value < 2 ** 30),
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
  memberCache: [() => true, ''],
  clock: [(value) => hasMethods(value, ['now', 'monotonic', 'setTimer']), 'a clock'],
};

const NAMES = Object.fromEntries(Object.keys(OPTIONS).map((name) => [name, true])) as OptionNames<FlagstaffOptions>;

/**
 * Validates the options.
 * @throws {FlagstaffError} INVALID_OPTIONS when an option is invalid, with its name, the expected type and the value.
 */
export function readSettings(given: FlagstaffOptions): Settings {
  if ((globalThis as { readonly crypto?: unknown }).crypto === undefined) {
    throw invalidOptions('createFlagstaff: this runtime has no Web Crypto. Use Node 20.19 or later.');
  }
  const options = readObject('createFlagstaff', given, NAMES);
  for (const [name, value] of Object.entries(options)) {
    const [isValid, expected] = OPTIONS[name as keyof FlagstaffOptions];
    must(value === undefined || isValid(value), name, expected, value);
  }
  const { storage, environment, lastKnownGood, exposures, definitions } = options;
  if (definitions !== undefined) readObject('definitions', definitions);
  return {
    storage,
    environment,
    bootstrap: options.bootstrap ?? [],
    pollIntervalMs: options.pollIntervalMs ?? DEFAULT_POLL_INTERVAL,
    lastKnownGood,
    // Copied: changing the list must not affect evaluations.
    hooks: [...(options.hooks ?? [])],
    exposures,
    memberCache: readMemberCache(options.memberCache),
    definitions,
    privateAttributes: privateAttributes(options.privateAttributes ?? []),
    clock: options.clock ?? systemClock,
  };
}

function readMemberCache(given: MemberCacheOptions = {}): MemberCacheSizes {
  const { size = 10_000, maxAgeMs = 10_000 } = readOptions('memberCache', given, { size: true, maxAgeMs: true });
  must(Number.isInteger(size) && size >= 0 && size <= 10_000_000, 'memberCache.size', 'a number of answers', size);
  must(typeof maxAgeMs === 'number' && maxAgeMs >= 0, 'memberCache.maxAgeMs', 'a number of milliseconds', maxAgeMs);
  return { size, maxAgeMs };
}

/**
 * Returns the milliseconds that `ready()` waits.
 * @throws {FlagstaffError} INVALID_OPTIONS when the value is invalid.
 */
export function readTimeout(timeoutMs: unknown = 5_000): number {
  must(typeof timeoutMs === 'number' && timeoutMs >= 0, 'timeoutMs', 'a number of milliseconds', timeoutMs);
  return timeoutMs as number;
}

/**
 * Returns the maximum age of a refresh, in milliseconds.
 * @throws {FlagstaffError} INVALID_OPTIONS when the value is invalid.
 */
export function readAge(olderThanMs: unknown = 0): number {
  must(typeof olderThanMs === 'number' && olderThanMs >= 0, 'olderThanMs', 'a number of milliseconds', olderThanMs);
  return olderThanMs as number;
}

function must(holds: boolean, option: string, expected: string, actual: unknown): void {
  if (holds) return;
  throw invalidInput(option, expected, actual);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function hasMethods(value: unknown, methods: readonly string[]): boolean {
  try {
    return (
      isObject(value) && methods.every((method) => typeof (value as Record<string, unknown>)[method] === 'function')
    );
  } catch {
    // A getter or a Proxy that throws.
    return false;
  }
}
