import { createClient, RESP_TYPES } from 'redis';

/** A client as `createClient`, `createCluster` or `createSentinel` of the `redis` package returns it, connected or not. */
export interface RedisClient {
  duplicate(overrides?: object): unknown;
  sendCommand(...args: never[]): Promise<unknown>;
  destroy(): unknown;
}

/** What we use of the clients that we make. The driver's own types differ by kind and by major version. */
export interface DriverClient {
  connect(): Promise<unknown>;
  on(event: string, listener: (value: unknown) => void): unknown;
  subscribe(channel: string, listener: () => void): Promise<unknown>;
  sendCommand(...args: readonly unknown[]): Promise<unknown>;
  destroy(): unknown;
}

/** How to make and use clients of one kind. */
export interface Driver {
  /** A client that is not connected yet. Its sockets are destroyed when the signal aborts, even while they connect. */
  create(signal: AbortSignal): DriverClient;
  /** Sends a command; `key` is the one that it is about, `args` begin with the command's name. Texts in the reply are bytes. */
  send(client: DriverClient, key: string, args: readonly string[]): Promise<unknown>;
  /** The events that report an error after which the client is of no use. */
  readonly fatal: readonly string[];
  /** The events after which messages may have been missed. */
  readonly restored: readonly string[];
  /** Whether the driver may send a command again after its reply was lost. */
  readonly repeats: boolean;
  /** Milliseconds in which a connection is made or given up. */
  readonly openTimeoutMs: number;
}

/**
 * Replies come as they are on the wire, whatever the application's client maps them to: texts as bytes, maps as flat lists.
 * Drivers before 5.9 break a character whose bytes arrive in two pieces when they make the text (node-redis issue 2993).
 */
const COMMAND_OPTIONS = {
  typeMapping: { [RESP_TYPES.BLOB_STRING]: Buffer, [RESP_TYPES.MAP]: Array },
  timeout: undefined,
};

const CONNECT_TIMEOUT_MS = 2_000;

/**
 * A client lives as long as its socket and is then replaced, so the driver never queues, reconnects or subscribes again on its
 * own. The ping notices a dead socket that only listens; one that sends is noticed by the commands' deadlines.
 */
function ownSettings(application: ClientOptions, signal: AbortSignal): object {
  return {
    disableOfflineQueue: true,
    pingInterval: 1_000,
    clientSideCache: undefined,
    emitInvalidate: false,
    socket: {
      ...application.socket,
      connectTimeout: CONNECT_TIMEOUT_MS,
      socketTimeout: 4_000,
      reconnectStrategy: false,
      signal,
    },
  };
}

interface ClientOptions {
  readonly socket?: object;
}

export function isRedisClient(value: unknown): value is RedisClient {
  return has(value, 'duplicate') && has(value, 'sendCommand') && has(value, 'destroy');
}

/**
 * The driver for a URL; throws when the URL does not parse. One client, which never connects, is the pattern for the others:
 * `duplicate` uses its class, where `createClient` makes another one, with a method for each command, whenever its options are
 * not those of the call before.
 */
export function driverForUrl(url: string): Driver {
  const pattern = createClient({
    url,
    RESP: 3,
    name: 'flagstaff',
    disableClientInfo: true,
    maintNotifications: 'disabled',
  });
  // Ended, it is in no list of the driver's clients.
  pattern.destroy();
  return driverForClient(pattern);
}

/** The driver that makes clients like an application's own, of the same kind. */
export function driverForClient(client: RedisClient): Driver {
  if (has(client, 'getSentinelNode')) return sentinel(client);
  if (has(client, 'nodeClient')) return cluster(client);
  const { options = {} } = client as { readonly options?: ClientOptions };
  return standalone((signal) => client.duplicate(ownSettings(options, signal)));
}

function standalone(create: (signal: AbortSignal) => unknown): Driver {
  return {
    create: (signal) => create(signal) as DriverClient,
    send: (client, _key, args) => client.sendCommand(args, COMMAND_OPTIONS),
    fatal: ['error'],
    restored: [],
    repeats: false,
    openTimeoutMs: CONNECT_TIMEOUT_MS,
  };
}

/** Connects to the node that has our slot only, so that another node's outage is not ours. */
function cluster(application: RedisClient): Driver {
  const { _options: options } = application as { readonly _options?: { readonly defaults?: ClientOptions } };
  return {
    create: (signal) =>
      application.duplicate({
        minimizeConnections: true,
        useReplicas: false,
        clientSideCache: undefined,
        defaults: { ...options?.defaults, ...ownSettings(options?.defaults ?? {}, signal) },
      }) as DriverClient,
    send: (client, key, args) => client.sendCommand(key, false, args, COMMAND_OPTIONS),
    fatal: ['node-error'],
    restored: ['node-ready'],
    repeats: false,
    openTimeoutMs: 2 * CONNECT_TIMEOUT_MS,
  };
}

/** The application's settings for nodes cannot be read, so they stay as they are: a sentinel client repairs itself. */
function sentinel(application: RedisClient): Driver {
  return {
    create: () => application.duplicate({ clientSideCache: undefined }) as DriverClient,
    send: (client, _key, args) => client.sendCommand(false, args, COMMAND_OPTIONS),
    fatal: [],
    restored: ['topology-change', 'ready'],
    repeats: true,
    openTimeoutMs: 2 * CONNECT_TIMEOUT_MS,
  };
}

function has(value: unknown, method: string): boolean {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, method) === 'function';
}
