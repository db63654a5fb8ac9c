import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createShop } from './app.ts';

export interface RunningExample {
  readonly url: string;
  stop(): Promise<void>;
}

/** Serves the app. Port 0 picks a free port. */
export async function start(port: number): Promise<RunningExample> {
  const { flagstaff, app } = createShop();
  await flagstaff.ready();
  const server = app.listen(port, '127.0.0.1');
  await once(server, 'listening');

  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.close();
      server.closeAllConnections();
      await flagstaff.close();
    },
  };
}
