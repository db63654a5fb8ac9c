import type * as redis from 'redis';
import { inBackground, invalidOptions } from '@flagstaff/core/storage';
import type { RedisAddress } from './redis-url.ts';

/** A client that `createClient`, `createCluster` or `createSentinel` of the `redis` package returned, connected or not. */
export interface RedisClient {
  /** Creates another client with the same settings. */
  duplicate(overrides?: object): unknown;
  /** Sends a command. */
  sendCommand(...args: never[]): Promise<unknown>;
  /** Closes the connection. */
  destroy(): unknown;
}

/** The parts of our own clients that are used here. The driver's types differ by kind and by major version. */
export interface DriverClient {
  connect(): Promise<unknown>;
  on(event: string, listener: (value: unknown) => void): unknown;
  /** @param asBytes Whether the listener takes bytes. */
  subscribe(channel: string, listener: (message: Buffer) => void, asBytes: true): Promise<unknown>;
  unsubscribe(channel: string, listener: (message: Buffer) => void, asBytes: true): Promise<unknown>;
  sendCommand(...args: readonly unknown[]): Promise<unknown>;
  destroy(): unknown;
}

/** What a connection needs to know of its session. */
interface ConnectionSettings {
  readonly signal: AbortSignal;
  readonly connectTimeoutMs: number;
}

/** Creates and uses clients of one kind. */
export interface Driver {
  /** Creates a client that is not connected yet. Its sockets are destroyed when the signal aborts, even while connecting. */
  create(settings: ConnectionSettings): Promise<DriverClient>;
  /** Sends a command. `key` is the key it targets; `args` start with the command's name. Strings in the reply are bytes. */
  send(client: DriverClient, key: string, args: readonly string[]): Promise<unknown>;
  /** Events that report an error after which the client is unusable. */
  readonly fatal: readonly string[];
  /** Events after which messages may have been missed. */
  readonly restored: readonly string[];
  /** Whether the driver reconnects by itself, unnoticed, and may resend a command whose reply was lost. */
  readonly repairs: boolean;
  /** Whether one ping proves the whole client. A client with several sockets pings each by itself. */
  readonly hasOneSocket: boolean;
  /** Whether a client that is subscribed also sends commands on the same socket, as RESP 3 allows. */
  readonly sharesSocket: boolean;
}

/** The first bytes of replies (RESP 3): `$` of a string, and `%` of a map. */
const [BLOB_STRING, MAP] = [0x24, 0x25];

/**
 * Replies arrive as on the wire, whatever type mapping the application's client uses: strings as bytes, maps as flat lists.
 * Drivers before 5.9 corrupt a character whose bytes arrive in two chunks when they decode strings (node-redis issue 2993).
 */
const COMMAND_OPTIONS = {
  typeMapping: { [BLOB_STRING]: Buffer, [MAP]: Array },
  timeout: undefined,
};

/** Milliseconds between two pings of a socket that is otherwise idle, and until the reply. A dead one is found after both. */
export const PING = { intervalMs: 30_000, replyMs: 4_000 } as const;

/** Milliseconds without data after which the kernel probes whether the peer still exists. This costs the server no command. */
const PROBE_MS = 5_000;

/** A client lives as long as its socket and is then replaced, so the driver never queues, reconnects or resubscribes on its own. */
function ownSettings(application: ClientOptions, { signal, connectTimeoutMs }: ConnectionSettings): OwnSettings {
  return {
    disableOfflineQueue: true,
    pingInterval: 0,
    clientSideCache: undefined,
    emitInvalidate: false,
    socket: {
      ...application.socket,
      keepAliveInitialDelay: PROBE_MS,
      connectTimeout: connectTimeoutMs,
      socketTimeout: undefined,
      reconnectStrategy: false,
      signal,
    },
  };
}

interface ClientOptions {
  readonly socket?: object;
}

interface OwnSettings {
  readonly socket: object;
  readonly [name: string]: unknown;
}

export function isRedisClient(value: unknown): value is RedisClient {
  return has(value, 'duplicate') && has(value, 'sendCommand') && has(value, 'destroy');
}

/** Returns whether a value is a sentinel client of `redis` 5, which cannot be duplicated: its settings are private. */
export function isSentinelOf5(value: unknown): boolean {
  return has(value, 'getSentinelNode') && !has(value, 'duplicate');
}

/** Returns the driver for an address. Loads the package on first use. */
export function driverForUrl(address: RedisAddress): Driver {
  let pattern: Promise<RedisClient> | undefined;
  return standalone(async (settings) => {
    pattern ??= createPattern(address).catch((error: unknown) => {
      // The next connection tries again.
      pattern = undefined;
      throw error;
    });
    return duplicateOf(await pattern, settings);
  }, true);
}

/**
 * Creates a single client that never connects, the template for the others: `duplicate` reuses its class, whereas `createClient`
 * generates a new one, with a method per command, whenever its options differ from the previous call.
 */
async function createPattern(address: RedisAddress): Promise<RedisClient> {
  const { createClient } = await loadRedis();
  const pattern = createClient({
    ...address,
    RESP: 3,
    name: 'flagstaff',
    disableClientInfo: true,
    maintNotifications: 'disabled',
  });
  // Destroyed, it is removed from the driver's list of clients. Many versions throw here unless it is open.
  inBackground(() => pattern.destroy());
  return pattern;
}

/** Returns a driver that creates clients with an application client's kind and settings. */
export function driverForClient(client: RedisClient): Driver {
  if (has(client, 'getSentinelNode')) return sentinel(client);
  if (has(client, 'nodeClient')) return cluster(client);
  const { options } = client as { readonly options?: { readonly RESP?: unknown } };
  // Without the option it depends on the version of the driver.
  return standalone(async (settings) => duplicateOf(client, settings), options?.RESP === 3);
}

function duplicateOf(client: RedisClient, settings: ConnectionSettings): DriverClient {
  const { options = {} } = client as { readonly options?: ClientOptions };
  return client.duplicate(ownSettings(options, settings)) as DriverClient;
}

function standalone(create: Driver['create'], sharesSocket: boolean): Driver {
  return {
    create,
    send: (client, _key, args) => client.sendCommand(args, COMMAND_OPTIONS),
    fatal: ['error'],
    restored: [],
    repairs: false,
    hasOneSocket: true,
    sharesSocket,
  };
}

/** Connects only to the node that has our slot, so that outages of other nodes have no effect. */
function cluster(application: RedisClient): Driver {
  const { _options: options } = application as { readonly _options?: { readonly defaults?: ClientOptions } };
  return {
    create: async (settings) => {
      const { socket, ...own } = ownSettings(options?.defaults ?? {}, settings);
      // Each of three sockets is pinged, idle or not. Polls find what a dead one misses.
      const pingInterval = 2 * PING.intervalMs;
      // The driver has one limit for the silence of a socket and for opening it, and writing restarts it.
      const socketTimeout = Math.max(pingInterval + PING.replyMs, settings.connectTimeoutMs);
      return application.duplicate({
        minimizeConnections: true,
        useReplicas: false,
        clientSideCache: undefined,
        defaults: {
          ...options?.defaults,
          ...own,
          pingInterval,
          socket: { ...socket, socketTimeout },
        },
      }) as DriverClient;
    },
    send: (client, key, args) => client.sendCommand(key, false, args, COMMAND_OPTIONS),
    fatal: ['node-error'],
    restored: ['node-ready'],
    repairs: false,
    hasOneSocket: false,
    sharesSocket: false,
  };
}

/** The application's node settings are not readable, so they stay unchanged: a sentinel client repairs itself. */
function sentinel(application: RedisClient): Driver {
  return {
    create: async () => application.duplicate({ clientSideCache: undefined }) as DriverClient,
    send: (client, _key, args) => client.sendCommand(false, args, COMMAND_OPTIONS),
    fatal: [],
    restored: ['topology-change', 'ready'],
    repairs: true,
    hasOneSocket: false,
    sharesSocket: false,
  };
}

function has(value: unknown, method: string): boolean {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, method) === 'function';
}

/** Imports the driver. Rejects with installation instructions when it is missing. */
async function loadRedis(): Promise<typeof redis> {
  try {
    // Bundlers tolerate a missing package only where its import itself stands in a `try` (docs/design/packaging.md).
    return await import('redis');
  } catch (error) {
    throw invalidOptions(
      'redisStorage: `url` needs the package redis, which cannot be loaded. Install it: npm install redis',
      error,
    );
  }
}
