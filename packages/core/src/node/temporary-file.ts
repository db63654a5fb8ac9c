import { readlinkSync } from 'node:fs';
import { lstat, readdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { digest } from '../storage/digest.ts';

/** Milliseconds after which a temporary file is abandoned. No write takes nearly as long. */
const ABANDONED = 600_000;

const NAME = /^(?:([0-9a-f]{16}\.\d{1,10})\.)?[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\.tmp$/;

let place: string | undefined;

/** Identifies this process among all that may share a folder: its PID namespace and its PID. */
export function processName(): string {
  place ??= digest(`${hostname()} ${pidNamespace()}`);
  return `${place}.${process.pid}`;
}

/** Whether the named process has ended. False for processes on other machines, which are unknown. */
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

/** Returns a name for a temporary file, which `removeLeftovers` recognizes. */
export function temporaryFor(path: string): string {
  return `${path}.${processName()}.${crypto.randomUUID()}.tmp`;
}

/**
 * Removes a file's temporary files whose writer was killed, and those older than ten minutes. Touches nothing else. Never
 * rejects.
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
    // The folder is gone or inaccessible. Nothing depends on the cleanup.
  }
}

async function isLeftover(file: string, writer: string | undefined): Promise<boolean> {
  const { mtimeMs } = await lstat(file);
  if (Date.now() - mtimeMs > ABANDONED) return true;
  if (writer === undefined) return false;
  // An earlier process may have had the same PID, as in containers.
  return writer === processName() ? mtimeMs < startedAt() : hasEnded(writer);
}

/** Returns when this process started, minus a second: file systems have coarse clocks. */
function startedAt(): number {
  return Date.now() - process.uptime() * 1_000 - 1_000;
}

/** Containers may share a folder and a host name, but not PIDs. */
function pidNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}
