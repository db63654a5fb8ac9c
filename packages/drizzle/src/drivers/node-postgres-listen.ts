import { inBackground, startTimer } from '@flagstaff/core/storage';
import { dollar, textOf } from '../statement.ts';
import type { Row } from '../statement.ts';
import { CLOSE_MS, PROBE_MS } from './pool.ts';
import type { Opening } from './pool.ts';
import type { NotificationOptions, Notifications } from './postgres-listen.ts';

/** The parts of a client of node-postgres that are used. */
interface Client {
  connect(): Promise<unknown>;
  query(text: string, values?: readonly unknown[]): Promise<{ readonly rows: readonly Row[] }>;
  on(event: string, listener: (value: { readonly payload?: string }) => void): unknown;
  end(): unknown;
  readonly connection?: { readonly stream?: { destroy(): void } };
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

/** Listens through node-postgres. */
export async function nodePostgresNotifications(
  Client: ClientClass,
  { url, connectTimeoutMs, onNotify }: NotificationOptions,
): Promise<Opening<Notifications>> {
  const client = new Client({
    connectionString: url,
    // Later than our own deadline, which knows why it waits.
    connectionTimeoutMillis: connectTimeoutMs + 1_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: PROBE_MS,
  });
  client.on('notification', ({ payload = '' }) => onNotify(payload));
  let closed = (): void => {};
  const lost = new Promise<void>((resolve) => {
    closed = resolve;
  });
  // The listener for errors stays attached: an error event without one ends the process.
  for (const event of ['error', 'end']) client.on(event, closed);
  return {
    connection: {
      listen: (channel) => client.query(`LISTEN "${channel}"`),
      query: async (statement) => (await client.query(textOf(statement, dollar), statement.parameters)).rows,
    },
    ready: client.connect(),
    lost,
    destroy() {
      closed();
      inBackground(() => client.end());
      // A dead socket never closes in good order.
      startTimer(() => client.connection?.stream?.destroy(), CLOSE_MS);
    },
  };
}
