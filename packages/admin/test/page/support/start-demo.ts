import { createFlagstaff } from '@flagstaff/core';
import type { Document, FlagDefinitions, Flagstaff, StorageBackend } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import type { Management } from '@flagstaff/core/management';
import { memoryStorage } from '@flagstaff/memory';
import { admin } from '@flagstaff/admin/express';
import type { AdminOptions, Identity, Verdict } from '@flagstaff/admin';
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
  /** Replaces `identity`, called for each request. */
  readonly authorize?: () => Verdict;
  /** Replaces the store of the application. The demo data is written through it. */
  readonly storage?: StorageBackend;
  /** Replaces the demo data. */
  readonly documents?: readonly Document[];
  /** The flags that the program defines. */
  readonly definitions?: FlagDefinitions;
  /** The environment of the process. Defaults to `production` with the demo data. */
  readonly environment?: string;
}

/** Starts an Express application with the page, over real HTTP. Ends with the test. */
export async function startDemo({
  identity = ADA,
  authorize = () => identity,
  documents,
  definitions,
  environment,
  storage = memoryStorage(),
  ...options
}: DemoOptions = {}): Promise<Demo> {
  const writer = createFlagstaff({ storage });
  const management = manage(writer);
  if (documents === undefined) await seedWithPast(management);
  else await seed(management, documents);
  const own = environment ?? (documents === undefined ? 'production' : undefined);
  const flagstaff = createFlagstaff({
    storage,
    ...(own === undefined ? {} : { environment: own }),
    ...(definitions === undefined ? {} : { definitions }),
  });
  await flagstaff.ready();
  onTestFinished(async () => {
    await Promise.all([flagstaff.close(), writer.close()]);
  });
  const app = express()
    .use(MOUNT, admin(flagstaff, { ui: { title: 'Acme flags' }, ...options, authorize }))
    .get('/login', (_req, res) => void res.send('<link rel="icon" href="data:,"><h1>Sign in</h1>'));
  return { url: await listening(createServer(app)), flagstaff, management };
}

const ADA: Identity = { actor: 'ada@example.com', name: 'Ada', roles: 'admin' };

/** Documents of one commit. */
const BATCH = 1_000;

async function seed(management: Management, documents: readonly Document[]): Promise<void> {
  for (let start = 0; start < documents.length; start += BATCH) {
    const batch = documents.slice(start, start + BATCH);
    await management.commit(batch.map((document) => ({ type: 'set', document })));
  }
}

/** Writes the demo data with dates of the past: the store takes them from the clock. */
async function seedWithPast(management: Management): Promise<void> {
  vi.useFakeTimers({ toFake: ['Date'] });
  try {
    await seedDemo(management, (at) => vi.setSystemTime(at), Date.now());
  } finally {
    vi.useRealTimers();
  }
}
