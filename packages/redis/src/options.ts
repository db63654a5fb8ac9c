import type { FlagstaffError } from '@flagstaff/core/storage';
import { invalidOptions, isText, readObject } from '@flagstaff/core/storage';
import { isRedisClient } from './driver.ts';
import type { RedisClient } from './driver.ts';

/** Where a store lives and how it is reached: a `url`, or a `client` of the `redis` package. */
export type RedisStorageOptions = CommonOptions &
  (
    | {
        /** `redis[s]://[[user]:password@]host[:port][/database]`, or `unix://…`. */
        readonly url: string;
        readonly client?: never;
      }
    | {
        /**
         * An application's own client: its address, credentials, TLS and name are used for connections of our own. The client
         * itself is never connected, closed or changed.
         */
        readonly client: RedisClient;
        readonly url?: never;
      }
  );

interface CommonOptions {
  /** What the keys begin with. Used as it is when it has a hash tag (`app:{flags}:`), else as the hash tag. Default `flagstaff:`. */
  readonly prefix?: string;
  /** Commits that the history keeps, roughly; `Infinity` keeps all. Default 1,000. */
  readonly historyLimit?: number;
  /** Milliseconds that Redis has to answer a small command. Default 1,000. */
  readonly timeoutMs?: number;
  /** Milliseconds that Redis has to answer a command that reads or writes much. Default 3,000. */
  readonly loadTimeoutMs?: number;
}

export interface Settings {
  readonly source: { readonly url: string } | { readonly client: RedisClient };
  readonly prefix: string;
  readonly historyLimit: number;
  readonly timeoutMs: number;
  readonly loadTimeoutMs: number;
}

/** The options with their defaults. Throws `INVALID_OPTIONS`; never repeats a URL, which may hold a password. */
export function parseOptions(given: RedisStorageOptions): Settings {
  const options = readObject('redisStorage: the options', given);
  return {
    source: parseSource(options),
    prefix: parsePrefix(options.prefix ?? 'flagstaff:'),
    historyLimit: parseCount('historyLimit', options.historyLimit ?? 1_000),
    timeoutMs: parseTimeout('timeoutMs', options.timeoutMs ?? 1_000),
    loadTimeoutMs: parseTimeout('loadTimeoutMs', options.loadTimeoutMs ?? 3_000),
  };
}

function parseSource({ url, client }: Partial<RedisStorageOptions>): Settings['source'] {
  if ((url === undefined) === (client === undefined)) throw invalid('give either `url` or `client`');
  if (client !== undefined) {
    if (!isRedisClient(client)) {
      throw invalid('`client` is what createClient, createCluster or createSentinel of the `redis` package returns');
    }
    return { client };
  }
  if (!isText(url, 8_192) || !/^(?:rediss?|unix):\/\//.test(url)) {
    throw invalid('`url` looks like redis://user:password@host:6379/0, rediss://… or unix://…');
  }
  return { url };
}

function parsePrefix(prefix: unknown): string {
  if (!isText(prefix, 256) || !/^[^\s}][^\s]{0,255}$/.test(prefix)) {
    throw invalid(
      '`prefix` is well-formed text of 1 to 256 characters without spaces and NUL that does not begin with `}`',
    );
  }
  return prefix;
}

function parseCount(name: string, value: unknown): number {
  if (value === Infinity || (Number.isSafeInteger(value) && (value as number) >= 1)) return value as number;
  throw invalid(`\`${name}\` is a whole number from 1, or Infinity`);
}

function parseTimeout(name: string, value: unknown): number {
  if (Number.isSafeInteger(value) && (value as number) >= 1 && (value as number) <= 600_000) return value as number;
  throw invalid(`\`${name}\` is a whole number of milliseconds from 1 to 600,000`);
}

function invalid(expected: string): FlagstaffError {
  return invalidOptions(`redisStorage: ${expected}.`);
}
