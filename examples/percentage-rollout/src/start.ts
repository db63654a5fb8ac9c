import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApp, createFlags } from './app.ts';

export interface RunningExample {
  readonly url: string;
  stop(): Promise<void>;
}

/** Serves the app. Port 0 picks a free port. */
export async function start(port: number): Promise<RunningExample> {
  const flagstaff = createFlags();
  await flagstaff.ready();
  const server = createServer(createApp(flagstaff)).listen(port, '127.0.0.1');
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
