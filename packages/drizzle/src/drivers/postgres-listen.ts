import {
  createBackoff,
  createLifetime,
  FlagstaffError,
  inBackground,
  pauseWithin,
  withDeadline,
} from '@flagstaff/core/storage';
import type { Lifetime } from '@flagstaff/core/storage';
import type { Driver } from '../driver.ts';
import { select } from '../statement.ts';
import type { Opening } from './pool.ts';

/** Milliseconds to subscribe, and then for the first notification to arrive. */
const LISTEN_MS = 3_000;
const TEST_MS = 2_000;

/** The prefix of notifications that only test delivery. */
const TEST = 'test ';

/** Milliseconds between attempts to listen again. */
const RETRY = { first: 200, most: 2_000, random: Math.random } as const;

export interface Listener {
  /** Resolves once notifications are known to arrive. Rejects with `WATCH_UNAVAILABLE`. */
  readonly listen: (channel: string, onChange: () => void) => Promise<() => Promise<void>>;
  /** Stops all subscriptions. */
  readonly close: () => void;
}

/** A connection that is open for notifications, through one driver. */
export interface Notifications {
  /** Resolves once the server acknowledged. */
  listen(channel: string): PromiseLike<unknown>;
}

export interface NotificationOptions {
  readonly url: string;
  readonly connectTimeoutMs: number;
  /** Called with the payload of each notification. */
  readonly onNotify: (payload: string) => void;
}

/** Opens a connection through one driver. It never reconnects. */
export type OpenNotifications = (options: NotificationOptions) => Promise<Opening<Notifications>>;

export interface ListenerOptions extends Omit<NotificationOptions, 'onNotify'> {
  readonly open: OpenNotifications;
  /** Runs a statement on another connection: even a pooler delivers to the one that notifies. */
  readonly query: Driver['query'];
}

interface Kept {
  readonly first: Opening<Notifications>;
  readonly again: () => Promise<Opening<Notifications>>;
  readonly hint: () => void;
  readonly lifetime: Lifetime;
}

/** Creates a listener. Each subscription has its own connection, with a URL that bypasses any pooler. */
export function createListener({ open, url, connectTimeoutMs, query }: ListenerOptions): Listener {
  const listening = new Set<Lifetime>();

  /** Verifies the subscription by a notification of its own: a pooler acknowledges LISTEN but never delivers. */
  async function subscribe(channel: string, hint: () => void, lifetime: Lifetime): Promise<Opening<Notifications>> {
    const nonce = TEST + crypto.randomUUID();
    let arrived = (): void => {};
    const arrival = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const onNotify = (payload: string): void => {
      if (payload === nonce) arrived();
      else if (!payload.startsWith(TEST)) hint();
    };
    const opening = await open({ url, connectTimeoutMs, onNotify });
    const forget = lifetime.onEnd(opening.destroy);
    inBackground(() => opening.lost.finally(forget));
    try {
      await withDeadline(opening.ready, connectTimeoutMs, { lifetime });
      await withDeadline(opening.connection.listen(channel), LISTEN_MS, { lifetime });
      await query(select`SELECT pg_notify(${channel}, ${nonce})`, LISTEN_MS);
      await withDeadline(arrival, TEST_MS, { lifetime });
      return opening;
    } catch (error) {
      opening.destroy();
      throw error;
    }
  }

  /** Subscribes again, for as long as it takes, whenever the connection is lost. Changes may have been missed then. */
  async function keep({ first, again, hint, lifetime }: Kept): Promise<void> {
    const retry = createBackoff(RETRY);
    let current: Opening<Notifications> | undefined = first;
    while (!lifetime.over) {
      await current?.lost;
      await pauseWithin(lifetime, retry.next());
      if (lifetime.over) return;
      current = await again().catch(() => undefined);
      if (current === undefined) continue;
      retry.reset();
      hint();
    }
  }

  return {
    async listen(channel, onChange) {
      const lifetime = createLifetime();
      const hint = (): void => {
        // An error thrown here would make the driver drop notifications that arrived together with this one.
        if (!lifetime.over) inBackground(onChange);
      };
      const again = (): Promise<Opening<Notifications>> => subscribe(channel, hint, lifetime);
      const stop = (): void => {
        listening.delete(lifetime);
        lifetime.end();
      };
      listening.add(lifetime);
      try {
        const first = await again();
        inBackground(() => keep({ first, again, hint, lifetime }));
      } catch (error) {
        stop();
        throw error instanceof FlagstaffError ? error : unavailable();
      }
      return async () => stop();
    },
    close() {
      for (const lifetime of listening) lifetime.end();
      listening.clear();
    },
  };
}

function unavailable(): FlagstaffError {
  return new FlagstaffError(
    'WATCH_UNAVAILABLE',
    'postgres: notifications do not arrive, so changes are polled for. Behind a pooler such as PgBouncer in transaction mode, set the option `listen` to a URL that connects to the server directly.',
  );
}
