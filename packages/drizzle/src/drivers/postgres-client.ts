import type { Sql } from 'postgres';
import type { Socket } from 'node:net';
import { inBackground, startTimer } from '@flagstaff/core/storage';
import { readDatabaseUrl } from '../database-url.ts';
import { dollar, textOf } from '../statement.ts';
import type { Row, Statement } from '../statement.ts';
import { loadPostgres, loadSockets } from './load.ts';
import { CLOSE_MS, PROBE_MS } from './pool.ts';
import type { Opening } from './pool.ts';
import type { NotificationOptions, Notifications } from './postgres-listen.ts';

export interface PostgresOptions {
  readonly url: string;
  readonly connectTimeoutMs: number;
  readonly onNotify?: NotificationOptions['onNotify'];
}

/** Opens a client that has one connection, never reconnects, and logs nothing. */
export async function openPostgres({ url, connectTimeoutMs, onNotify }: PostgresOptions): Promise<Opening<Sql>> {
  const postgres = await loadPostgres();
  const sockets = await socketPerHost();
  let closed = (): void => {};
  const lost = new Promise<void>((resolve) => {
    closed = resolve;
  });
  const options = {
    max: 1,
    idle_timeout: 0,
    max_lifetime: null,
    keep_alive: PROBE_MS / 1_000,
    // Later than our own deadline, which knows why it waits.
    connect_timeout: Math.ceil(connectTimeoutMs / 1_000) + 1,
    prepare: false,
    fetch_types: false,
    onnotice: () => {},
    onclose: closed,
    ...(onNotify && { onnotify: (_channel: string, payload: string) => onNotify(payload) }),
    ...(sockets && { socket: sockets.open }),
  };
  const connection = postgres(url, options);
  return {
    connection,
    ready: connection.unsafe('SELECT 1'),
    lost,
    destroy() {
      closed();
      inBackground(() => connection.end({ timeout: 0 }));
      sockets?.destroy();
    },
  };
}

/** The driver's options, as far as a socket needs them. */
interface Address {
  readonly host: readonly string[];
  readonly port: readonly number[];
  readonly path: string | false;
}

interface Sockets {
  open(address: Address): Socket;
  destroy(): void;
}

/**
 * Keeps the driver from reconnecting without a pause when a server hangs up before it answers, and from keeping a socket that is
 * still connecting. Undefined where sockets are the driver's own.
 */
async function socketPerHost(): Promise<Sockets | undefined> {
  const net = await loadSockets();
  if (net === undefined) return undefined;
  const opened: Socket[] = [];
  return {
    open({ host, port, path }) {
      const [name, at] = [host[opened.length], port[opened.length]];
      if (name === undefined || at === undefined) {
        throw Object.assign(new Error('The server closed the connection.'), { code: 'CONNECTION_ENDED' });
      }
      const socket = typeof path === 'string' ? net.connect(path) : net.connect(at, name);
      opened.push(socket);
      // The driver reads these for TLS.
      return Object.assign(socket, { host: name, port: at });
    },
    destroy() {
      for (const socket of opened) {
        if (socket.connecting) socket.destroy();
        else startTimer(() => socket.destroy(), CLOSE_MS);
      }
    },
  };
}

/** Runs one statement, which is not prepared. */
export async function queryPostgres(sql: Sql, statement: Statement): Promise<readonly Row[]> {
  const rows = await sql.unsafe(textOf(statement, dollar), [...statement.parameters]);
  return rows as readonly Row[];
}

/** Listens through postgres.js. */
export async function postgresNotifications({ url, ...options }: NotificationOptions): Promise<Opening<Notifications>> {
  const opening = await openPostgres({ ...options, url: readDatabaseUrl('listen', url, 'postgres').url });
  const { connection } = opening;
  return {
    ...opening,
    connection: {
      listen: (channel) => connection.unsafe(`LISTEN "${channel}"`),
      query: (statement) => queryPostgres(connection, statement),
    },
  };
}
