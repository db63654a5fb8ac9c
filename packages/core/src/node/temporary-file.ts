import { readlinkSync } from 'node:fs';
import { lstat, readdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { digest } from '../storage/digest.ts';

/** Milliseconds after which a temporary file is left over, whoever wrote it: no write takes nearly as long. */
const ABANDONED = 600_000;

const NAME = /^(?:([0-9a-f]{16}\.\d{1,10})\.)?[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\.tmp$/;

let place: string | undefined;

/** Names this process among all that may share a folder: where process ids are counted, and its own. */
export function processName(): string {
  place ??= digest(`${hostname()} ${pidNamespace()}`);
  return `${place}.${process.pid}`;
}

/** True when the process that has this name is known to have ended. Of processes on other machines nothing is known. */
export function hasEnded(name: string): boolean {
  const [where, id] = name.split('.');
  const pid = Number(id);
  if (where !== processName().split('.')[0] || !Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}

/** A name for a temporary file beside a file, which `removeLeftovers` recognizes. */
export function temporaryFor(path: string): string {
  return `${path}.${processName()}.${crypto.randomUUID()}.tmp`;
}

/**
 * Removes the temporary files of a file whose writer was killed, and those that are older than ten minutes. Nothing else is
 * touched. Never rejects.
 */
export async function removeLeftovers(path: string): Promise<void> {
  try {
    const [folder, prefix] = [dirname(path), `${basename(path)}.`];
    for (const name of await readdir(folder)) {
      const [matched, writer] = (name.startsWith(prefix) && NAME.exec(name.slice(prefix.length))) || [];
      const file = join(folder, name);
      if (matched !== undefined && (await isLeftover(file, writer))) await rm(file, { force: true });
    }
  } catch {
    // The folder is gone, or may not be read or written: nothing depends on its being tidy.
  }
}

async function isLeftover(file: string, writer: string | undefined): Promise<boolean> {
  const { mtimeMs } = await lstat(file);
  if (Date.now() - mtimeMs > ABANDONED) return true;
  if (writer === undefined) return false;
  // A process of an earlier start may have had our id: in a container all of them have.
  return writer === processName() ? mtimeMs < startedAt() : hasEnded(writer);
}

/** When this process started, a second less: clocks of file systems are coarse. */
function startedAt(): number {
  return Date.now() - process.uptime() * 1_000 - 1_000;
}

/** Containers may share a folder and a host name, and count their processes apart. */
function pidNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}
