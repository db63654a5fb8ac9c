import { FlagstaffError, inBackground, withDeadline } from '@flagstaff/core/storage';

/** Milliseconds to connect and listen, and again for the first notification to arrive. */
export const CONNECT_MS = 3_000;
const TEST_MS = 2_000;

/** The prefix of notifications that only test delivery. */
const TEST = 'test ';

export interface Listener {
  /** Resolves once notifications are known to arrive. Rejects with `WATCH_UNAVAILABLE`. */
  readonly listen: (channel: string, onChange: () => void) => Promise<() => Promise<void>>;
  /** Stops all subscriptions. */
  readonly close: () => void;
}

/** Notifications through one driver. A client of postgres.js is one. */
export interface Notifications {
  /** Resolves once the server acknowledged. Calls `onListen` then, and again after each reconnect. */
  listen(channel: string, onNotify: (payload: string) => void, onListen: () => void): Promise<unknown>;
  /** Sends a notification on another connection. */
  notify(channel: string, payload: string): PromiseLike<unknown>;
  /** Closes all connections. */
  end(options: { readonly timeout: 0 }): unknown;
}

/** Creates a listener. `open` gives each subscription connections of its own, with a URL that bypasses any pooler. */
export function createListener(open: () => Notifications | Promise<Notifications>): Listener {
  const listening = new Set<Notifications>();

  function stop(notifications: Notifications): void {
    if (listening.delete(notifications)) inBackground(() => notifications.end({ timeout: 0 }));
  }

  return {
    async listen(channel, onChange) {
      const notifications = await open();
      listening.add(notifications);
      const hint = (): void => {
        // An error thrown here would make the driver drop notifications that arrived together with this one.
        if (listening.has(notifications)) inBackground(onChange);
      };
      try {
        await listenSurely(notifications, channel, hint);
      } catch (error) {
        stop(notifications);
        throw error instanceof FlagstaffError ? error : unavailable();
      }
      return async () => stop(notifications);
    },
    close() {
      for (const notifications of listening) stop(notifications);
    },
  };
}

/**
 * Verifies the subscription by a notification of its own: a pooler acknowledges LISTEN but never delivers.
 */
async function listenSurely(notifications: Notifications, channel: string, hint: () => void): Promise<void> {
  const nonce = TEST + crypto.randomUUID();
  let heard = (): void => {};
  const arrival = new Promise<void>((resolve) => {
    heard = resolve;
  });
  const onNotify = (payload: string): void => {
    if (payload === nonce) heard();
    else if (!payload.startsWith(TEST)) hint();
  };
  let listens = 0;
  // Called again after a reconnect, when notifications may have been missed.
  const onListen = (): void => {
    listens += 1;
    if (listens > 1) hint();
  };
  await withDeadline(notifications.listen(channel, onNotify, onListen), CONNECT_MS);
  await withDeadline(notifications.notify(channel, nonce), CONNECT_MS);
  await withDeadline(arrival, TEST_MS);
}

function unavailable(): FlagstaffError {
  return new FlagstaffError(
    'WATCH_UNAVAILABLE',
    'postgres: notifications do not arrive, so changes are polled for. Behind a pooler such as PgBouncer in transaction mode, set the option `listen` to a URL that connects to the server directly.',
  );
}
