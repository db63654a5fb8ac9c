import { createFlagstaff } from '@flagstaff/core';
import type { Document, Flagstaff } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import { expressHandler } from '@flagstaff/http/node';
import { relay, staticKeys } from '@flagstaff/relay';
import express from 'express';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const documents: readonly Document[] = [
  { kind: 'flag', key: 'new-checkout', type: 'boolean', default: 'off' },
  {
    kind: 'flag',
    key: 'theme',
    type: 'string',
    variants: { light: 'light', dark: 'dark' },
    default: 'light',
    rules: [{ when: { attribute: 'plan', operator: 'eq', value: 'pro' }, serve: 'dark' }],
  },
];

export interface Origin {
  readonly url: string;
  readonly flagstaff: Flagstaff;
  /** Closes it abruptly, with open connections. */
  kill(): Promise<void>;
}

/** The service that owns the flags. It keeps them in memory; an application uses its database. */
export async function startOrigin(key: string, port: number): Promise<Origin> {
  const flagstaff: Flagstaff = createFlagstaff({ bootstrap: documents });
  await flagstaff.ready();
  const app = express();
  // Serves all documents to callers with the key.
  app.use(expressHandler(relay(flagstaff, { authorize: staticKeys([key]) })));
  // In an application, only administrators may call this.
  app.post('/release', async (_req, res) => {
    await manage(flagstaff).set({ kind: 'flag', key: 'new-checkout', type: 'boolean', default: 'on' });
    res.sendStatus(204);
  });
  const server = createServer(app).listen(port, '127.0.0.1');
  await once(server, 'listening');

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    flagstaff,
    async kill() {
      server.close();
      server.closeAllConnections();
      await flagstaff.close();
    },
  };
}
