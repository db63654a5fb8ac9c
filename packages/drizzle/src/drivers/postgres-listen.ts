import { FlagstaffError, inBackground, withDeadline } from '@flagstaff/core/storage';
import type { Sql } from 'postgres';
import { openPostgres } from './postgres-client.ts';

/** Milliseconds to connect and to listen, and again for the first notification to arrive. */
const CONNECT_MS = 3_000;
const TEST_MS = 2_000;

/** What a notification of ours begins with when it only tests whether notifications arrive. */
const TEST = 'test ';

export interface Listener {
  /** Resolves when notifications are known to arrive. Rejects with `WATCH_UNAVAILABLE`. */
  readonly listen: (channel: string, onChange: () => void) => Promise<() => Promise<void>>;
  /** Stops all. */
  readonly close: () => void;
}

/** Each subscription has connections of its own, with a URL that leads past any pooler. */
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
        // What it throws would make the driver drop the notifications that arrived together with this one.
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
 * A pooler answers LISTEN as if all were well, and then nothing is ever heard: only hearing a notification of one's own proves
 * the way.
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
  // It listens again after a connection was lost, and may have missed something then.
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
    'postgres: notifications do not arrive, so changes are polled for. Behind a pooler such as PgBouncer in transaction mode, give the option `listen` a URL that leads to the server itself.',
  );
}
