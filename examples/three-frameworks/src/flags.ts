import { createFlagstaff } from '@flagstaff/core';
import type { Flagstaff } from '@flagstaff/core';
import { drizzleStorage } from '@flagstaff/drizzle';
import { fileStorage } from '@flagstaff/memory/file';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { definitions } from './definitions.ts';
import { firstLook, followFile } from './follow-file.ts';
import type { Settings } from './settings.ts';
import { logEvents } from './console.ts';

export interface OpenFlags {
  readonly flagstaff: Flagstaff;
  close(): Promise<void>;
}

/** Opens the flags in the configured store. While the file is broken, the program's defaults serve. */
export async function openFlags(settings: Settings): Promise<OpenFlags> {
  if (settings.store === 'file') {
    const flagstaff = openFile(settings.flagsFile);
    logEvents(flagstaff, { changes: true });
    await firstLook(flagstaff);
    return { flagstaff, close: () => flagstaff.close() };
  }

  const flagstaff = await openDatabase(settings.database);
  const file = openFile(settings.flagsFile);
  logEvents(file, { changes: false });
  await followFile(file, flagstaff);
  logEvents(flagstaff, { changes: true });
  return {
    flagstaff,
    async close() {
      await file.close();
      await flagstaff.close();
    },
  };
}

function openFile(path: string): Flagstaff {
  return createFlagstaff({ storage: fileStorage({ path }), definitions: definitions });
}

/** The flags of a SQLite file, which any number of processes may share. It cannot announce changes: each looks twice a second. */
export async function openDatabase(path: string): Promise<Flagstaff> {
  await mkdir(dirname(path), { recursive: true });
  const storage = drizzleStorage({ url: pathToFileURL(path).href, autoMigrate: true });
  const flagstaff = createFlagstaff({ storage, definitions: definitions, pollIntervalMs: 500 });
  await flagstaff.ready({ timeoutMs: 30_000 });
  return flagstaff;
}
