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

export interface OpenFlags {
  readonly flagstaff: Flagstaff;
  close(): Promise<void>;
}

/** Opens the flags in the configured store. While the file is broken, the program's defaults serve. */
export async function openFlags(settings: Settings): Promise<OpenFlags> {
  await copyExample(settings.flagsFile);
  if (settings.store === 'file') return openFile(settings.flagsFile);

  const flagstaff = await openDatabase(settings.database);
  logErrors(flagstaff);
  const seeding = await seedFrom(flagstaff, settings.flagsFile, { follow: true, onRecover: () => log('recovered') });
  logChanges(flagstaff);
  return {
    flagstaff,
    async close() {
      await seeding.close();
      await flagstaff.close();
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
  const flagstaff = createFlagstaff({ storage: fileStorage({ path }), definitions });
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

/** The flags of a SQLite file, which any number of processes may share. It cannot announce changes: each looks twice a second. */
export async function openDatabase(path: string): Promise<Flagstaff> {
  await mkdir(dirname(path), { recursive: true });
  const storage = drizzleStorage({ url: pathToFileURL(path).href, autoMigrate: true });
  const flagstaff = createFlagstaff({ storage, definitions, pollIntervalMs: 500 });
  await flagstaff.ready({ timeoutMs: 30_000 });
  return flagstaff;
}
