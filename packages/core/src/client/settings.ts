import { isKey } from '../model/key.ts';
import { isBackend } from '../storage/backend.ts';
import { invalidInput, readObject, readOptions } from '../model/input.ts';
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

const DEFAULT_POLL_INTERVAL = 2_000;
const MIN_POLL_INTERVAL = 500;

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
  readonly memberCache: Required<MemberCacheOptions>;
  readonly definitions: FlagDefinitions | undefined;
  readonly privateAttributes: PrivateAttributes;
  readonly clock: Clock;
}

const OPTIONS: { readonly [name in keyof FlagstaffOptions]-?: true } = {
  storage: true,
  environment: true,
  bootstrap: true,
  definitions: true,
  pollIntervalMs: true,
  lastKnownGood: true,
  hooks: true,
  privateAttributes: true,
  exposures: true,
  memberCache: true,
  clock: true,
};

/**
 * Validates the options.
 * @throws {FlagstaffError} INVALID_OPTIONS when an option is invalid, with its name, the expected type and the value.
 */
export function readSettings(given: FlagstaffOptions): Settings {
  const options = readObject('options', given);
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(OPTIONS, name));
  must(unknown === undefined, 'options', `among ${Object.keys(OPTIONS).join(', ')}`, unknown);
  const {
    storage,
    bootstrap = [],
    pollIntervalMs = DEFAULT_POLL_INTERVAL,
    lastKnownGood,
    hooks = [],
    definitions,
  } = options;
  const { clock = systemClock, environment, exposures, privateAttributes: names = [] } = options;
  must(exposures === undefined || isObject(exposures), 'exposures', 'an object with a sink', exposures);
  must(
    storage === undefined || isBackend(storage),
    'storage',
    'a storage backend: name, get, set, delete, list',
    storage,
  );
  must(
    environment === undefined || (typeof environment === 'string' && isKey(environment)),
    'environment',
    'the key of an environment document',
    environment,
  );
  must(Array.isArray(bootstrap), 'bootstrap', 'a list of documents', bootstrap);
  must(
    pollIntervalMs === false ||
      (typeof pollIntervalMs === 'number' && pollIntervalMs >= MIN_POLL_INTERVAL && pollIntervalMs < 2 ** 30),
    'pollIntervalMs',
    `a number of milliseconds, at least ${MIN_POLL_INTERVAL}, or false`,
    pollIntervalMs,
  );
  must(
    lastKnownGood === undefined || hasMethods(lastKnownGood, ['read', 'write']),
    'lastKnownGood',
    'an object with read and write, such as lastKnownGoodFile(path)',
    lastKnownGood,
  );
  must(Array.isArray(hooks) && hooks.every(isObject), 'hooks', 'a list of hooks', hooks);
  must(
    Array.isArray(names) && names.every((name) => typeof name === 'string' && name !== ''),
    'privateAttributes',
    'a list of attribute names',
    names,
  );
  const memberCache = readMemberCache(options.memberCache);
  if (definitions !== undefined) readOptions('definitions', definitions);
  must(hasMethods(clock, ['now', 'monotonic', 'setTimer']), 'clock', 'a clock', clock);
  return {
    storage,
    environment,
    bootstrap,
    pollIntervalMs,
    lastKnownGood,
    // Copied: changing the list must not affect evaluations.
    hooks: [...hooks],
    exposures,
    memberCache,
    definitions: definitions,
    privateAttributes: privateAttributes(names),
    clock,
  };
}

function readMemberCache(given: MemberCacheOptions = {}): Required<MemberCacheOptions> {
  const { size = 10_000, maxAgeMs = 10_000 } = readOptions('memberCache', given);
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
