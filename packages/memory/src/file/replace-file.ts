import { open, realpath, rename, rm, stat } from 'node:fs/promises';
import { temporaryFor } from '@flagstaff/core/node';
import { FlagstaffError } from '@flagstaff/core/storage';
import { fileSystemError, systemCode } from './file-errors.ts';

/**
 * Replaces the file atomically: a reader sees the old text or the new one, and so does the machine after a power cut. Calls
 * `stillWanted` right before the new text replaces the old one, and resolves to its result.
 */
export async function replaceFile(path: string, text: string, stillWanted: () => Promise<boolean>): Promise<boolean> {
  try {
    // For a symbolic link, replace its target, not the link.
    const target = await realpath(path);
    const temporary = temporaryFor(target);
    try {
      await writeDurably(temporary, text, (await stat(target)).mode);
      const wanted = await stillWanted();
      if (wanted) await rename(temporary, target);
      return wanted;
    } finally {
      await rm(temporary, { force: true });
    }
  } catch (error) {
    // A mount point cannot be renamed over. Written in place, a reader or a power cut could meet half of the text.
    if (systemCode(error) === 'EBUSY') {
      throw new FlagstaffError(
        'READ_ONLY',
        `${path} cannot be replaced in one step, because it is mounted by itself or in use. Nothing was written. In a container, mount the folder that contains it.`,
        { cause: error },
      );
    }
    throw fileSystemError(path, error);
  }
}

async function writeDurably(path: string, text: string, mode: number): Promise<void> {
  const file = await open(path, 'wx', mode);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}
