import { createFlagstaff } from '@flagstaff/core';
import { drizzleStorage } from '@flagstaff/drizzle';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApp } from './app.ts';

export interface RunningExample {
  readonly url: string;
  /** Reads what was pushed, without waiting for the next poll. */
  refresh(): Promise<void>;
  stop(): Promise<void>;
}

/** Serves the app on a database. Port 0 picks a free port. */
export async function start(port: number, database: string): Promise<RunningExample> {
  const storage = drizzleStorage({ url: database, autoMigrate: true });
  const flagstaff = createFlagstaff({ storage });
  await flagstaff.ready();
  const server = createServer(createApp(flagstaff)).listen(port, '127.0.0.1');
  await once(server, 'listening');

  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    refresh: () => flagstaff.refresh(),
    async stop() {
      server.close();
      server.closeAllConnections();
      await flagstaff.close();
    },
  };
}
