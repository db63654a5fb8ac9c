import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server that listens. */
export interface Listening {
  readonly port: number;
  /** Ends all connections, and the server. */
  close(): Promise<void>;
}

/** Makes a server listen on a free port, unless it already listens. */
export async function listen(server: Server): Promise<Listening> {
  // A busy machine leaves connections idle for longer than Node's five seconds. A client would then write to one that closes.
  server.keepAliveTimeout = 300_000;
  if (!server.listening) {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  }
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
