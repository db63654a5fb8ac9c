import { open, rm, stat } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { FlagstaffError } from '@flagstaff/core/storage';
import { fileSystemError, systemCode } from './file-errors.ts';

/** Milliseconds after which a lock is taken to be left over from a process that died: no write takes nearly as long. */
const ABANDONED_MS = 10_000;
/** Milliseconds that a writer waits for others. */
const PATIENCE_MS = 15_000;

/**
 * Runs one writer at a time, of all processes that use the file through this package. A file beside it, `<path>.lock`, is the
 * lock: creating a file that must not exist is atomic everywhere.
 */
export async function withLock<T>(path: string, write: () => Promise<T>): Promise<T> {
  const lock = `${path}.lock`;
  const start = performance.now();
  while (!(await create(lock))) {
    if (performance.now() - start > PATIENCE_MS) {
      throw new FlagstaffError('STORAGE_TIMEOUT', `Others kept writing to ${path}. Nothing was written; try again.`);
    }
    await removeAbandoned(lock);
    await pause(1 + Math.random() * 5);
  }
  try {
    return await write();
  } finally {
    await rm(lock, { force: true });
  }
}

async function create(lock: string): Promise<boolean> {
  try {
    await (await open(lock, 'wx')).close();
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw fileSystemError(lock, error);
  }
}

async function removeAbandoned(lock: string): Promise<void> {
  try {
    if (Date.now() - (await stat(lock)).mtimeMs > ABANDONED_MS) await rm(lock, { force: true });
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw fileSystemError(lock, error);
  }
}
