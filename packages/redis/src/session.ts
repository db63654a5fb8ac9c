import { setMaxListeners } from 'node:events';
import { inBackground, startTimer, withDeadline } from '@flagstaff/core/storage';
import type { Lifetime } from '@flagstaff/core/storage';
import { PING } from './driver.ts';
import type { Driver, DriverClient } from './driver.ts';
import { isReply } from './fault.ts';

/** A connected client. It is never repaired: a suspect session is destroyed and replaced. */
export interface Session {
  /** Sends a command for a key. Rejects with the driver's error. */
  send(key: string, args: readonly string[]): Promise<unknown>;
  subscribe(channel: string, listener: (message: Buffer) => void): Promise<unknown>;
  /** Ends a subscription, or the whole session when that fails. */
  unsubscribe(channel: string, listener: (message: Buffer) => void): void;
  /** Resolves when the connection has ended, for any reason. */
  readonly lost: Promise<void>;
  /** Whether it ends when its connection is lost, even silently. Otherwise the driver reconnects, unnoticed. */
  readonly noticesLoss: boolean;
  /** Calls back when messages may have been missed although the session continues. */
  onRestored(listener: () => void): void;
  /** Immediate, even on a dead socket. */
  readonly destroy: () => void;
}

/** Opens a session within a time limit. */
export async function openSession(driver: Driver, connectTimeoutMs: number, lifetime: Lifetime): Promise<Session> {
  const ended = new AbortController();
  // Each socket of a driver listens.
  setMaxListeners(0, ended.signal);
  const client = await driver.create({ connectTimeoutMs, signal: ended.signal });
  let cancelPing = (): void => {};
  const destroy = (): void => {
    cancelPing();
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
    await withDeadline(client.connect(), connectTimeoutMs, { lifetime });
  } catch (error) {
    destroy();
    throw error;
  }
  /** Proves the connection by a ping when nothing was received for a while, or ends it. */
  const pingLater = (): void => {
    cancelPing();
    if (driver.hasOneSocket && !ended.signal.aborted) cancelPing = startTimer(ping, PING.intervalMs);
  };
  const ping = (): void => {
    const reply = withDeadline(driver.send(client, '', ['PING']), PING.replyMs, { keepAlive: false });
    // A user without the permission to ping gets an answer, too.
    inBackground(
      () => reply.then(pingLater),
      (error) => (isReply(error) ? pingLater() : destroy()),
    );
  };
  pingLater();
  return {
    async send(key, args) {
      const reply = await driver.send(client, key, args);
      pingLater();
      return decodeReply(reply);
    },
    noticesLoss: !driver.repairs,
    subscribe: (channel, listener) => client.subscribe(channel, listener, true),
    unsubscribe: (channel, listener) => inBackground(() => client.unsubscribe(channel, listener, true), destroy),
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
