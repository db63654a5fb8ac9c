import { FlagstaffError, inBackground, withDeadline } from '@flagstaff/core/storage';
import type { Sql } from 'postgres';
import { openPostgres } from './postgres-client.ts';

/** Milliseconds to connect and listen, and again for the first notification to arrive. */
const CONNECT_MS = 3_000;
const TEST_MS = 2_000;

/** The prefix of notifications that only test delivery. */
const TEST = 'test ';

export interface Listener {
  /** Resolves once notifications are known to arrive. Rejects with `WATCH_UNAVAILABLE`. */
  readonly listen: (channel: string, onChange: () => void) => Promise<() => Promise<void>>;
  /** Stops all subscriptions. */
  readonly close: () => void;
}

/** Creates a listener. Each subscription has its own connections, with a URL that bypasses any pooler. */
export function createListener(url: string): Listener {
  const listening = new Set<Sql>();

  function stop(sql: Sql): void {
    if (listening.delete(sql)) inBackground(() => sql.end({ timeout: 0 }));
  }

  return {
    async listen(channel, onChange) {
      const sql = await openPostgres(url, { max: 1, idle_timeout: 1 });
      listening.add(sql);
      const hint = (): void => {
        // An error thrown here would make the driver drop notifications that arrived together with this one.
        if (listening.has(sql)) inBackground(onChange);
      };
      try {
        await listenSurely(sql, channel, hint);
      } catch (error) {
        stop(sql);
        throw error instanceof FlagstaffError ? error : unavailable();
      }
      return async () => stop(sql);
    },
    close() {
      for (const sql of listening) stop(sql);
    },
  };
}

/**
 * Verifies the subscription by a notification of its own: a pooler acknowledges LISTEN but never delivers.
 */
async function listenSurely(sql: Sql, channel: string, hint: () => void): Promise<void> {
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
  await withDeadline(sql.listen(channel, onNotify, onListen), CONNECT_MS);
  await withDeadline(sql.notify(channel, nonce), CONNECT_MS);
  await withDeadline(arrival, TEST_MS);
}

function unavailable(): FlagstaffError {
  return new FlagstaffError(
    'WATCH_UNAVAILABLE',
    'postgres: notifications do not arrive, so changes are polled for. Behind a pooler such as PgBouncer in transaction mode, set the option `listen` to a URL that connects to the server directly.',
  );
}
