import { link, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { hasEnded, processName, temporaryFor } from '@flagstaff/core/node';
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
    const file = await open(lock, 'wx');
    try {
      await file.writeFile(processName());
    } finally {
      await file.close();
    }
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

/** Removes a lock whose owner was killed, so that the first writer does not wait for it to grow old. */
export async function removeDeadLock(path: string): Promise<void> {
  const lock = `${path}.lock`;
  const owner = await readFile(lock, 'utf8');
  if (!hasEnded(owner)) return;
  // Another process may have removed the dead lock since, and hold one of its own: that one is put back.
  const aside = temporaryFor(path);
  await rename(lock, aside);
  try {
    if ((await readFile(aside, 'utf8')) !== owner) await link(aside, lock);
  } finally {
    await rm(aside, { force: true });
  }
}
