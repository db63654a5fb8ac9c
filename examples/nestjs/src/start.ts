import 'reflect-metadata';
import { flags, requireFlag } from '@flagstaff/express';
import { FlagstaffProvider } from '@flagstaff/openfeature';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { OpenFeature } from '@openfeature/server-sdk';
import { appModule } from './app-module.ts';
import { createFlags } from './flags.ts';
import { visitorOf } from './visitor.ts';

export interface RunningExample {
  readonly url: string;
  stop(): Promise<void>;
}

/** Serves the app. Port 0 picks a free port. */
export async function start(port: number): Promise<RunningExample> {
  const flagstaff = createFlags();
  const provider = new FlagstaffProvider(flagstaff, { closeClient: true });
  // The module sets the provider but does not wait for it. Without this line, the first requests would get defaults.
  await OpenFeature.setProviderAndWait(provider);

  const app = await NestFactory.create<NestExpressApplication>(appModule(provider), { logger: ['error'] });
  app.use(flags(flagstaff, { context: visitorOf }));
  app.use('/express/exports', requireFlag('beta', { fallback: 403 }));
  await app.listen(port, '127.0.0.1');

  // OpenFeature's module shuts down the provider with the app, which closes the client.
  return { url: await app.getUrl(), stop: () => app.close() };
}
