import { link, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { hasEnded, processName, temporaryFor } from '@flagstaff/core/node';
import { FlagstaffError } from '@flagstaff/core/storage';
import { fileSystemError, systemCode } from './file-errors.ts';

/** Milliseconds after which a lock counts as left over from a dead process. No write takes nearly as long. */
const ABANDONED_MS = 10_000;
/** Milliseconds that a writer waits for others. */
const PATIENCE_MS = 15_000;

/**
 * Runs one writer at a time across all processes that use the file through this package. The lock is a file beside it,
 * `<path>.lock`: creating a file exclusively is atomic on all platforms.
 */
export async function withLock<T>(path: string, write: () => Promise<T>): Promise<T> {
  const lock = `${path}.lock`;
  const start = performance.now();
  while (!(await create(lock))) {
    if (performance.now() - start > PATIENCE_MS) {
      throw new FlagstaffError(
        'STORAGE_TIMEOUT',
        `Other processes kept writing to ${path}. Nothing was written. Try again.`,
      );
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

/** Removes the lock of a killed process, so that the first writer does not wait until it expires. */
export async function removeDeadLock(path: string): Promise<void> {
  const lock = `${path}.lock`;
  const owner = await readFile(lock, 'utf8');
  if (!hasEnded(owner)) return;
  // Another process may have replaced the dead lock with its own since. That one is restored.
  const aside = temporaryFor(path);
  await rename(lock, aside);
  try {
    if ((await readFile(aside, 'utf8')) !== owner) await link(aside, lock);
  } finally {
    await rm(aside, { force: true });
  }
}
