import type { FlagstaffError, OptionNames } from '@flagstaff/core/storage';
import { invalidOptions, isText, readObject } from '@flagstaff/core/storage';
import { isRedisClient, isSentinelOf5 } from './driver.ts';
import type { RedisClient } from './driver.ts';
import { readRedisUrl } from './redis-url.ts';
import type { RedisAddress } from './redis-url.ts';

/** The location of a store and how to connect: a `url`, or a `client` of the `redis` package. */
export type RedisStorageOptions = CommonOptions &
  (
    | {
        /** `redis[s]://[[user]:password@]host[:port][/database]`, or `unix://[[user]:password@]/path[?db=n]`. */
        readonly url: string;
        /** Not with `url`. */
        readonly client?: undefined;
      }
    | {
        /**
         * An application's own client. Its address, credentials, TLS and name are used for separate connections. The client itself is
         * never connected, closed or changed.
         */
        readonly client: RedisClient;
        /** Not with `client`. */
        readonly url?: undefined;
      }
  );

/** @inline */
interface CommonOptions {
  /** The key prefix. Used as it is if it contains a hash tag (`app:{flags}:`), else as the hash tag. Defaults to `flagstaff:`. */
  readonly prefix?: string | undefined;
  /** Approximate number of commits to keep in the history. `Infinity` keeps all. Defaults to 1,000. */
  readonly historyLimit?: number | undefined;
  /** Milliseconds to wait for small commands. Defaults to 1,000. */
  readonly timeoutMs?: number | undefined;
  /** Milliseconds to wait for commands that read or write much. Defaults to 3,000. */
  readonly loadTimeoutMs?: number | undefined;
  /** Milliseconds to open a connection. The other timeouts start when it is open. Defaults to 10,000. */
  readonly connectTimeoutMs?: number | undefined;
}

export interface Settings {
  readonly source: { readonly address: RedisAddress } | { readonly client: RedisClient };
  readonly prefix: string;
  readonly historyLimit: number;
  readonly timeoutMs: number;
  readonly loadTimeoutMs: number;
  readonly connectTimeoutMs: number;
}

const OPTIONS: OptionNames<RedisStorageOptions> = {
  url: true,
  client: true,
  prefix: true,
  historyLimit: true,
  timeoutMs: true,
  loadTimeoutMs: true,
  connectTimeoutMs: true,
};

/** Validates the options and applies defaults. Throws `INVALID_OPTIONS`. Never repeats a URL, which may contain a password. */
export function parseOptions(given: RedisStorageOptions): Settings {
  const options = readObject('redisStorage: the options', given, OPTIONS);
  return {
    source: parseSource(options),
    prefix: parsePrefix(options.prefix ?? 'flagstaff:'),
    historyLimit: parseCount('historyLimit', options.historyLimit ?? 1_000),
    timeoutMs: parseTimeout('timeoutMs', options.timeoutMs ?? 1_000),
    loadTimeoutMs: parseTimeout('loadTimeoutMs', options.loadTimeoutMs ?? 3_000),
    connectTimeoutMs: parseTimeout('connectTimeoutMs', options.connectTimeoutMs ?? 10_000),
  };
}

function parseSource({ url, client }: Partial<RedisStorageOptions>): Settings['source'] {
  if ((url === undefined) === (client === undefined)) throw invalid('pass either `url` or `client`');
  if (client !== undefined) {
    if (isSentinelOf5(client)) {
      throw invalid('a client from createSentinel needs `redis` 6 or later; earlier versions cannot duplicate it');
    }
    if (!isRedisClient(client)) {
      throw invalid('`client` must come from createClient, createCluster or createSentinel of the `redis` package');
    }
    return { client };
  }
  if (!isText(url, 8_192) || !/^(?:rediss?|unix):\/\//.test(url)) {
    throw invalid('`url` must look like redis://user:password@host:6379/0, rediss://… or unix://…');
  }
  return { address: readRedisUrl(url) };
}

function parsePrefix(prefix: unknown): string {
  if (!isText(prefix, 256) || !/^[^\s}][^\s]{0,255}$/.test(prefix)) {
    throw invalid(
      '`prefix` must be well-formed text of 1 to 256 characters without spaces and NUL that does not start with `}`',
    );
  }
  return prefix;
}

function parseCount(name: string, value: unknown): number {
  if (value === Infinity || (Number.isSafeInteger(value) && (value as number) >= 1)) return value as number;
  throw invalid(`\`${name}\` must be a whole number from 1, or Infinity`);
}

function parseTimeout(name: string, value: unknown): number {
  if (Number.isSafeInteger(value) && (value as number) >= 1 && (value as number) <= 600_000) return value as number;
  throw invalid(`\`${name}\` must be a whole number of milliseconds from 1 to 600,000`);
}

function invalid(expected: string): FlagstaffError {
  return invalidOptions(`redisStorage: ${expected}.`);
}
