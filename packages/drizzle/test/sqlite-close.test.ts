// A closed storage holds no lock on its SQLite file, even when it is closed during an operation.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises';
import { createClient } from '@libsql/client';
import { createFlagstaff, isFlagstaffError } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import { drizzleStorage } from '@flagstaff/drizzle';
import { count } from '@flagstaff/spec';
import { expect, it, onTestFinished } from 'vitest';

const flag = (key: string) => ({ kind: 'flag', key, type: 'boolean', default: 'on' }) as const;

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'flagstaff-close-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

/** Begins and ends a write without waiting for locks. */
async function writeAtOnce(url: string): Promise<void> {
  const client = createClient({ url, timeout: 0 });
  try {
    const transaction = await client.transaction('write');
    await transaction.commit();
  } finally {
    client.close();
  }
}

function codeOf(error: unknown): string {
  return isFlagstaffError(error) ? error.code : String(error);
}

/** Lets a random part of the pending work run. */
async function someWhile(round: number): Promise<void> {
  const steps = Math.floor(Math.random() * 40);
  if (round % 4 === 0) await pause(Math.random() * 10);
  else if (round % 4 === 1) await turn();
  else if (round % 4 === 2) for (let step = 0; step < steps; step += 1) await turn();
  else for (let step = 0; step < steps; step += 1) await Promise.resolve();
}

it.each([
  ['the only one that writes', 0],
  ['beside another one that is also closed', 1],
])('lets others write immediately after close() at any moment of a start: %s', async (_, others) => {
  const path = await folder();
  for (let round = 0; round < count(24, 120); round += 1) {
    // A new file must be migrated, a shared one need not be.
    const url = `file:${join(path, round % 3 === 0 ? 'shared.db' : `${round}.db`)}`;
    const storages = Array.from({ length: 1 + others }, () => drizzleStorage({ url, autoMigrate: true }));
    const work = storages.flatMap((storage) => [storage.list(), storage.set(flag('a')), storage.revision()]);
    const ended = Promise.allSettled(work);
    await someWhile(round);
    await Promise.all(storages.map((storage) => storage.close()));
    await expect(writeAtOnce(url)).resolves.toBeUndefined();
    const codes = (await ended).map((outcome) => (outcome.status === 'rejected' ? codeOf(outcome.reason) : 'CLOSED'));
    expect(codes).toEqual(work.map(() => 'CLOSED'));
  }
});

it('lets others write immediately after a client was closed while it started', async () => {
  const path = await folder();
  for (let round = 0; round < count(12, 60); round += 1) {
    const url = `file:${join(path, `${round}.db`)}`;
    const flagstaff = createFlagstaff({ storage: drizzleStorage({ url, autoMigrate: true }) });
    const writing = Promise.allSettled([
      manage(flagstaff).set(flag('a')),
      manage(flagstaff).sync({ b: { type: 'boolean' } }),
    ]);
    await someWhile(round);
    await flagstaff.close();
    await expect(writeAtOnce(url)).resolves.toBeUndefined();
    await writing;
  }
});
