import { setMaxListeners } from 'node:events';
import { inBackground, withDeadline } from '@flagstaff/core/storage';
import type { Lifetime } from '@flagstaff/core/storage';
import type { ConnectionSettings, Driver, DriverClient } from './driver.ts';
import { isReply } from './fault.ts';

/** A connected client. It is never repaired: a suspect session is destroyed and replaced. */
export interface Session {
  /** Sends a command for a key. Rejects with the driver's error. */
  send(key: string, args: readonly string[]): Promise<unknown>;
  subscribe(channel: string, listener: (message: Buffer) => void): Promise<unknown>;
  /** Resolves when the connection has ended, for any reason. */
  readonly lost: Promise<void>;
  /** Calls back when messages may have been missed although the session continues. */
  onRestored(listener: () => void): void;
  /** Immediate, even on a dead socket. */
  readonly destroy: () => void;
}

/** Milliseconds without a reply to a ping after which a socket is dead. */
const SILENCE_MS = 4_000;

/** Opens sessions, each within a time limit. */
export function sessionOpener(driver: Driver, connectTimeoutMs: number): (lifetime: Lifetime) => Promise<Session> {
  let silenceMs = SILENCE_MS;
  return async (lifetime) => {
    const started = performance.now();
    try {
      return await openSession(driver, { connectTimeoutMs, silenceMs }, lifetime);
    } catch (error) {
      // The socket may have been silent because it was opening slowly. The driver has one limit for both.
      if (performance.now() - started >= SILENCE_MS) silenceMs = Math.max(SILENCE_MS, connectTimeoutMs);
      throw error;
    }
  };
}

async function openSession(
  driver: Driver,
  settings: Omit<ConnectionSettings, 'signal'>,
  lifetime: Lifetime,
): Promise<Session> {
  const ended = new AbortController();
  // Each socket of a driver listens.
  setMaxListeners(0, ended.signal);
  const client = await driver.create({ ...settings, signal: ended.signal });
  const destroy = (): void => {
    destroyClient(client);
    // The client does not own sockets that are still connecting.
    ended.abort();
  };
  client.on('error', () => {});
  for (const event of driver.fatal) {
    client.on(event, (error) => {
      if (!isReply(error)) destroy();
    });
  }
  // A client destroyed while its socket connects would otherwise finish connecting and leak.
  client.on('connect', () => {
    if (ended.signal.aborted) destroy();
  });
  try {
    await withDeadline(client.connect(), settings.connectTimeoutMs, { lifetime });
  } catch (error) {
    destroy();
    throw error;
  }
  return {
    send: async (key, args) => decodeReply(await driver.send(client, key, args)),
    subscribe: (channel, listener) => client.subscribe(channel, listener, true),
    lost: new Promise((resolve) => {
      if (ended.signal.aborted) resolve();
      ended.signal.addEventListener('abort', () => resolve());
    }),
    onRestored(listener) {
      for (const event of driver.restored) client.on(event, listener);
    },
    destroy,
  };
}

/** A client that is not open may throw or reject here, depending on its kind and version. It is destroyed either way. */
function destroyClient(client: DriverClient): void {
  inBackground(() => client.destroy());
}

/** Decodes the bytes of a reply as strings, also in nested lists. */
function decodeReply(reply: unknown): unknown {
  if (Buffer.isBuffer(reply)) return reply.toString();
  return Array.isArray(reply) ? reply.map(decodeReply) : reply;
}
