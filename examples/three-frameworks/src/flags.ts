import { createFlagstaff } from '@flagstaff/core';
import type { Flagstaff } from '@flagstaff/core';
import { drizzleStorage } from '@flagstaff/drizzle';
import { fileStorage, seedFrom } from '@flagstaff/memory/file';
import { constants, copyFile, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { definitions } from './definitions.ts';
import type { Settings } from './settings.ts';
import { log, logChanges, logErrors } from './console.ts';
import { writeHistory } from './history.ts';

/** What the shops serve. */
const ENVIRONMENT = 'production';

export interface OpenFlags {
  readonly flagstaff: Flagstaff;
  close(): Promise<void>;
}

/** Opens the flags in the configured store. While the file is broken, the program's defaults serve. */
export async function openFlags(settings: Settings): Promise<OpenFlags> {
  await copyExample(settings.flagsFile);
  if (settings.store === 'file') return openFile(settings.flagsFile);

  // An environment exists once its document is stored, so the client that seeds has none.
  const seeder = await openDatabase(settings.database);
  logErrors(seeder);
  const seeding = await seedFrom(seeder, settings.flagsFile, { follow: true, onRecover: () => log('recovered') });
  if (seeder.revision?.number === 1) await writeHistory(seeder);
  const flagstaff = databaseClient(settings.database, ENVIRONMENT);
  logErrors(flagstaff);
  logChanges(flagstaff);
  await loadedOrFailed(flagstaff);
  return {
    flagstaff,
    async close() {
      await seeding.close();
      await Promise.all([seeder.close(), flagstaff.close()]);
    },
  };
}

/** Creates the file from the tracked example, unless there is one. */
async function copyExample(path: string): Promise<void> {
  const example = new URL('../flags.example.json', import.meta.url);
  await copyFile(example, path, constants.COPYFILE_EXCL).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
}

async function openFile(path: string): Promise<OpenFlags> {
  const flagstaff = createFlagstaff({ storage: fileStorage({ path }), definitions, environment: ENVIRONMENT });
  logErrors(flagstaff);
  logChanges(flagstaff);
  await loadedOrFailed(flagstaff);
  return { flagstaff, close: () => flagstaff.close() };
}

/** Resolves when the flags are loaded, or cannot be. */
function loadedOrFailed(flagstaff: Flagstaff): Promise<void> {
  return new Promise((resolve) => {
    flagstaff.on('ready', () => resolve());
    flagstaff.on('error', ({ code }) => {
      // A document that is refused keeps nothing else from being read.
      if (code !== 'DOCUMENT_REJECTED') resolve();
    });
  });
}

/** The flags of a SQLite file, which any number of processes may share. */
export async function openDatabase(path: string): Promise<Flagstaff> {
  await mkdir(dirname(path), { recursive: true });
  const flagstaff = databaseClient(path);
  await flagstaff.ready({ timeoutMs: 30_000 });
  return flagstaff;
}

/** SQLite cannot announce changes: each client looks twice a second. */
function databaseClient(path: string, environment?: string): Flagstaff {
  const storage = drizzleStorage({ url: pathToFileURL(path).href, autoMigrate: true });
  return createFlagstaff({ storage, definitions, environment, pollIntervalMs: 500 });
}
