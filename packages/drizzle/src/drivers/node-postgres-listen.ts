import { inBackground, withDeadline } from '@flagstaff/core/storage';
import { CONNECT_MS } from './postgres-listen.ts';
import type { Notifications } from './postgres-listen.ts';

/** The parts of a client of node-postgres that are used. */
interface Client {
  connect(): Promise<unknown>;
  query(text: string, values?: readonly string[]): Promise<unknown>;
  on(event: string, listener: (value: { readonly payload?: string }) => void): unknown;
  end(): unknown;
}

/** Creates a client that is not connected. */
type ClientClass = new (options: object) => Client;

/**
 * Returns the class of an application's clients when its database uses node-postgres, or a driver with the same interface. Taken from
 * the application, because a package of our own choice might not be installed.
 */
export function clientClassOf(db: object): ClientClass | undefined {
  const client: unknown = '$client' in db ? db.$client : undefined;
  if (typeof client !== 'object' || client === null || !('connect' in client) || !('query' in client)) return undefined;
  // A pool, or a single client.
  const found: unknown = 'Client' in client ? client.Client : 'totalCount' in client ? undefined : client.constructor;
  return typeof found === 'function' ? (found as ClientClass) : undefined;
}

/** Listens on a connection of its own, and again when it was lost. */
export function nodePostgresNotifications(Client: ClientClass, connectionString: string): Notifications {
  const open = new Set<Client>();
  let ended = false;

  const close = (client: Client): void => {
    if (open.delete(client)) inBackground(() => client.end());
  };

  /** Runs work on a new client, which is closed when the work fails. */
  async function connected<T>(work: (client: Client, lost: Promise<unknown>) => Promise<T>): Promise<T> {
    const client = new Client({ connectionString, connectionTimeoutMillis: CONNECT_MS, keepAlive: true });
    open.add(client);
    const lost = new Promise((resolve) => {
      for (const event of ['error', 'end']) client.on(event, resolve);
    });
    try {
      await client.connect();
      return await work(client, lost);
    } catch (error) {
      close(client);
      throw error;
    }
  }

  const listen: Notifications['listen'] = (channel, onNotify, onListen) =>
    connected(async (client, lost) => {
      client.on('notification', ({ payload = '' }) => onNotify(payload));
      await withDeadline(client.query(`LISTEN "${channel}"`), CONNECT_MS);
      onListen();
      inBackground(async () => {
        await lost;
        close(client);
        await again(() => listen(channel, onNotify, onListen));
      });
    });

  async function again(attempt: () => Promise<unknown>): Promise<void> {
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, 200 + Math.random() * 300).unref());
      if (ended) return;
      try {
        await attempt();
        return;
      } catch {
        // The server is still away.
      }
    }
  }

  return {
    listen,
    // On another connection: a pooler may deliver a notification to the connection that sent it, and none from others.
    notify: (channel, payload) =>
      connected(async (client) => {
        await withDeadline(client.query('SELECT pg_notify($1, $2)', [channel, payload]), CONNECT_MS);
        close(client);
      }),
    end() {
      ended = true;
      for (const client of open) close(client);
    },
  };
}
