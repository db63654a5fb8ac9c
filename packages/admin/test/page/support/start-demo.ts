import { createFlagstaff } from '@flagstaff/core';
import type { Document, Flagstaff } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import type { Management } from '@flagstaff/core/management';
import { memoryStorage } from '@flagstaff/memory';
import { admin } from '@flagstaff/admin/express';
import type { AdminOptions, Identity } from '@flagstaff/admin';
import express from 'express';
import { createServer } from 'node:http';
import { onTestFinished, vi } from 'vitest';
import { listening, MOUNT } from '../../support/serve.ts';
import { seedDemo } from './demo.ts';

/** A running application with the page. */
export interface Demo {
  /** The mount of the page, without a slash at the end. */
  readonly url: string;
  readonly flagstaff: Flagstaff;
  /** Writes without the page, as another program would. */
  readonly management: Management;
}

/** What a test changes about the application. */
export interface DemoOptions extends Partial<Omit<AdminOptions, 'authorize'>> {
  /** The user of the page. Defaults to an admin. */
  readonly identity?: Identity;
  /** Replaces the demo data. */
  readonly documents?: readonly Document[];
  /** The environment of the process. Defaults to `production` with the demo data. */
  readonly environment?: string;
}

/** Starts an Express application with the page, over real HTTP. Ends with the test. */
export async function startDemo({
  identity = ADA,
  documents,
  environment,
  ...options
}: DemoOptions = {}): Promise<Demo> {
  const storage = memoryStorage();
  const writer = createFlagstaff({ storage });
  const management = manage(writer);
  if (documents === undefined) await seedWithPast(management);
  else if (documents.length > 0) await management.commit(documents.map((document) => ({ type: 'set', document })));
  const own = environment ?? (documents === undefined ? 'production' : undefined);
  const flagstaff = createFlagstaff({ storage, ...(own === undefined ? {} : { environment: own }) });
  await flagstaff.ready();
  onTestFinished(async () => {
    await Promise.all([flagstaff.close(), writer.close()]);
  });
  const app = express().use(
    MOUNT,
    admin(flagstaff, { ui: { title: 'Acme flags' }, ...options, authorize: () => identity }),
  );
  return { url: await listening(createServer(app)), flagstaff, management };
}

const ADA: Identity = { actor: 'ada@example.com', name: 'Ada', roles: 'admin' };

/** Writes the demo data with dates of the past: the store takes them from the clock. */
async function seedWithPast(management: Management): Promise<void> {
  vi.useFakeTimers({ toFake: ['Date'] });
  try {
    await seedDemo(management, (at) => vi.setSystemTime(at), Date.now());
  } finally {
    vi.useRealTimers();
  }
}
