// What `npm start` runs. Docs: README.md
import { getRequestListener } from '@hono/node-server';
import type { Server } from 'node:http';
import { expressApp } from './express-app.ts';
import { openFlags } from './flags.ts';
import { honoApp } from './hono-app.ts';
import { koaApp } from './koa-app.ts';
import { listen, stop, urlOf } from './listen.ts';
import { readSettings } from './settings.ts';
import { welcome } from './console.ts';

async function main(): Promise<void> {
  const settings = readSettings(process.env);
  const { flagstaff, close } = await openFlags(settings);
  const servers: Server[] = [];
  async function end(): Promise<void> {
    for (const server of servers) stop(server);
    await close();
  }

  try {
    servers.push(
      await listen(
        'Express',
        settings.ports.express,
        expressApp(flagstaff, () => servers.map(urlOf)),
      ),
    );
    servers.push(await listen('Koa', settings.ports.koa, koaApp(flagstaff).callback()));
    servers.push(await listen('Hono', settings.ports.hono, getRequestListener(honoApp(flagstaff).fetch)));
  } catch (error) {
    await end();
    throw error;
  }
  // With every handle closed the process ends by itself, with code 0.
  process.once('SIGINT', () => void end());
  process.once('SIGTERM', () => void end());
  console.log(welcome({ urls: servers.map(urlOf), flagsFile: settings.flagsFile, store: settings.store }));
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
