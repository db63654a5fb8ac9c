import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { isFlagstaffError } from '@flagstaff/core/storage';
import { parseContent } from './content.ts';
import type { FileContent } from './content.ts';
import { fileSystemError, systemCode } from './file-errors.ts';

/** Milliseconds after which an invalid file that has not changed counts as intentionally invalid. */
const SETTLE_MS = 60;
/** Maximum number of reads of a file that keeps changing. */
const LOOKS = 20;

export interface FileRead {
  readonly text: string;
  readonly content: FileContent;
}

/**
 * Reads the content of the file. While an editor saves, the file can be empty, truncated or missing for a moment, so a fault
 * counts only when the file is the same a little later.
 *
 * @param settle Resolves a little later.
 * @throws {FlagstaffError} STORAGE_CORRUPT, STORAGE_UNINITIALIZED or STORAGE_UNAVAILABLE, as a rejection.
 */
export async function readContent(path: string, settle = (): Promise<void> => pause(SETTLE_MS)): Promise<FileRead> {
  let before: string | undefined;
  for (let look = 1; ; look += 1) {
    const text = await readText(path);
    try {
      if (text === undefined) throw fileSystemError(path, Object.assign(new Error('absent'), { code: 'ENOENT' }));
      return { text, content: parseContent(path, text) };
    } catch (error) {
      const settled = look > 1 && text === before;
      if (settled || look === LOOKS || !isFlagstaffError(error)) throw error;
      before = text;
      await settle();
    }
  }
}

/** Returns undefined when there is no file. */
export async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw fileSystemError(path, error);
  }
}
