import { open, readFile, rename, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isText } from '../model/arguments.ts';
import { invalidInput } from '../model/input.ts';
import type { LastKnownGood } from '../sync/last-known-good.ts';
import { inBackground } from '../timing/background.ts';
import { removeLeftovers, temporaryFor } from './temporary-file.ts';

/**
 * Keeps the last-known-good copy in a file. Writes to a temporary file, flushes and renames it, so that a reader always sees a
 * complete copy, even after a crash. The folder must exist. Instances may share the file.
 *
 * First removes temporary files that killed processes left behind.
 *
 * @throws {FlagstaffError} INVALID_OPTIONS when the path is not text.
 */
export function lastKnownGoodFile(path: string): LastKnownGood {
  if (!isText(path, 4_096, 1)) throw invalidInput('lastKnownGoodFile: the path', 'the path of a file', path);
  let tidied = false;

  function tidyOnce(): void {
    if (tidied) return;
    tidied = true;
    inBackground(() => removeLeftovers(path));
  }

  return {
    async read() {
      tidyOnce();
      try {
        return await readFile(path, 'utf8');
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    },

    async write(text) {
      tidyOnce();
      const temporary = temporaryFor(path);
      try {
        await writeFlushed(temporary, text);
        await rename(temporary, path);
        await flushFolder(dirname(path));
      } catch (error) {
        await unlink(temporary).catch(() => undefined);
        throw error;
      }
    },
  };
}

async function writeFlushed(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes the rename durable where the platform can. The copy is complete regardless. */
async function flushFolder(path: string): Promise<void> {
  try {
    const folder = await open(path, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  } catch {
    // Windows cannot open folders.
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
