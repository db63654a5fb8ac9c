import {
  createBackoff,
  createLifetime,
  createSerialQueue,
  FlagstaffError,
  inBackground,
  pauseWithin,
  withDeadline,
} from '@flagstaff/core/storage';
import type { CommitDelta, Lifetime } from '@flagstaff/core/storage';
import { countdown } from '../deadline.ts';
import type { Driver } from '../driver.ts';
import { select } from '../statement.ts';
import type { Row, Statement } from '../statement.ts';
import { isUnusable } from './lease.ts';
import type { Opening } from './pool.ts';

/** Milliseconds to subscribe, and then for the first notification to arrive. */
const LISTEN_MS = 3_000;
const TEST_MS = 2_000;

/** How many notifications wait to be opened. Every user of the database can send more: those beyond only say that something changed. */
const MAX_WAITING = 100;

/** The prefix of notifications that only test delivery. */
const TEST = 'test ';

/** Milliseconds between attempts to listen again. */
const RETRY = { first: 200, most: 2_000, random: Math.random } as const;

export interface Listener {
  /** Resolves once notifications are known to arrive. Rejects with `WATCH_UNAVAILABLE`. */
  readonly listen: NonNullable<Driver['listen']>;
  /** Runs a read on the connection that listens, which proves that it is alive, or else on another. */
  readonly follow: Driver['query'];
  /** Stops all subscriptions. */
  readonly close: () => void;
}

/** A connection that is open for notifications, through one driver. */
export interface Notifications {
  /** Resolves once the server acknowledged. */
  listen(channel: string): PromiseLike<unknown>;
  query(statement: Statement): Promise<readonly Row[]>;
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

interface Listening {
  readonly channel: string;
  /** Called with the payload of a notification, or without when some may have been missed. */
  readonly hint: (payload?: string) => void;
  readonly report: (isHealthy: boolean) => void;
  readonly lifetime: Lifetime;
}

/** Creates a listener. Each subscription has its own connection, with a URL that bypasses any pooler. */
export function createListener({ open, url, connectTimeoutMs, query }: ListenerOptions): Listener {
  const listening = new Set<Lifetime>();
  /** The connection that listens, while it also serves reads. */
  let shared: Opening<Notifications> | undefined;

  /**
   * Verifies the subscription by a notification of its own: a pooler acknowledges LISTEN but never delivers.
   *
   * @param notify Runs the statement that notifies. Defaults to the connection that listens.
   */
  async function subscribe(
    { channel, hint, lifetime }: Listening,
    notify?: (statement: Statement) => Promise<unknown>,
  ): Promise<Opening<Notifications>> {
    const nonce = TEST + crypto.randomUUID();
    let arrived = (): void => {};
    const arrival = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const onNotify = (payload: string): void => {
      if (payload === nonce) arrived();
      else if (!payload.startsWith(TEST)) hint(payload);
    };
    const opening = await open({ url, connectTimeoutMs, onNotify });
    const forget = lifetime.onEnd(opening.destroy);
    inBackground(() => opening.lost.finally(forget));
    try {
      await withDeadline(opening.ready, connectTimeoutMs, { lifetime });
      await withDeadline(opening.connection.listen(channel), LISTEN_MS, { lifetime });
      const test = select`SELECT pg_notify(${channel}, ${nonce})`;
      await withDeadline((notify ?? opening.connection.query)(test), LISTEN_MS, { lifetime });
      await withDeadline(arrival, TEST_MS, { lifetime });
      return opening;
    } catch (error) {
      opening.destroy();
      throw error;
    }
  }

  /** Whether the connection leads to the tables that statements use: its URL may name another user or `search_path`. */
  async function leadsTo(place: Statement, { connection }: Opening<Notifications>): Promise<boolean> {
    const [[here], [there]] = await Promise.all([
      withDeadline(connection.query(place), LISTEN_MS),
      query(place, LISTEN_MS),
    ]);
    return here?.['place'] != null && here['place'] === there?.['place'];
  }

  /** Subscribes again, for as long as it takes, whenever the connection is lost. Changes may have been missed then. */
  async function keep(first: Opening<Notifications>, isShared: boolean, subscription: Listening): Promise<void> {
    const { hint, report, lifetime } = subscription;
    const retry = createBackoff(RETRY);
    let current: Opening<Notifications> | undefined = first;
    while (!lifetime.over) {
      if (current !== undefined) {
        if (isShared) shared = current;
        report(isShared);
        await current.lost;
        if (shared === current) shared = undefined;
        report(false);
      }
      await pauseWithin(lifetime, retry.next());
      if (lifetime.over) return;
      current = await subscribe(subscription).catch(() => undefined);
      if (current === undefined) continue;
      retry.reset();
      hint();
    }
  }

  return {
    async listen({ channel, place, read, onChange, onHealth }) {
      const lifetime = createLifetime();
      const inOrder = createSerialQueue();
      let waiting = 0;
      const pass = (commit?: CommitDelta): void => {
        if (!lifetime.over) inBackground(() => onChange(commit));
      };
      const hint = (payload?: string): void => {
        if (payload === undefined || waiting === MAX_WAITING) return pass();
        waiting += 1;
        inBackground(async () => {
          pass(await inOrder.run(() => read(payload)));
          waiting -= 1;
        });
      };
      const report = (isHealthy: boolean): void => {
        if (!lifetime.over && onHealth !== undefined) inBackground(() => onHealth(isHealthy));
      };
      const subscription = { channel, hint, report, lifetime };
      const stop = (): void => {
        listening.delete(lifetime);
        lifetime.end();
      };
      listening.add(lifetime);
      try {
        const first = await subscribe(subscription, (statement) => query(statement, LISTEN_MS));
        const isShared = await leadsTo(place, first).catch(() => false);
        inBackground(() => keep(first, isShared, subscription));
      } catch (error) {
        stop();
        throw error instanceof FlagstaffError ? error : unavailable();
      }
      return async () => stop();
    },
    async follow(statement, deadlineMs) {
      const opening = shared;
      if (opening === undefined) return query(statement, deadlineMs);
      const left = countdown(deadlineMs);
      try {
        return await withDeadline(opening.connection.query(statement), deadlineMs);
      } catch (error) {
        if (!isUnusable(error)) throw error;
        if (shared === opening) shared = undefined;
        opening.destroy();
        if (left() === 0) throw error;
        return query(statement, left());
      }
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
