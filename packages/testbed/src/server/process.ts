import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Account } from './account.ts';
import { areStopped, descendants } from './family.ts';

/** A program that a test started. Killed by its id at the latest when this process ends. */
export interface Running {
  readonly pid: number;
  readonly alive: boolean;
  /** Its latest output, for messages. */
  readonly output: string;
  /** Sends a signal to the program and all its child processes. */
  signal(signal: NodeJS.Signals): Promise<void>;
  /** Sends SIGKILL to the program and all its child processes. Resolves when they have ended. */
  kill(): Promise<void>;
  /** Sends a signal and waits. Kills the program when it takes longer than 10 seconds. */
  end(signal: NodeJS.Signals): Promise<void>;
}

const OUTPUT_KEPT = 4_000;
const started = new Set<ChildProcess>();

process.on('exit', () => {
  for (const child of started) child.kill('SIGKILL');
});

/** Starts a program in the background. */
export function launch(command: string, args: readonly string[], account?: Account): Running {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], cwd: '/', ...account });
  let output = '';
  const keep = (chunk: Buffer): void => {
    output = (output + chunk.toString('utf8')).slice(-OUTPUT_KEPT);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  child.on('error', (error) => keep(Buffer.from(error.message)));
  started.add(child);
  const gone = once(child, 'exit').finally(() => started.delete(child));
  gone.catch(() => undefined);
  const alive = (): boolean => child.pid !== undefined && child.exitCode === null && child.signalCode === null;

  async function signalAll(signal: NodeJS.Signals): Promise<number[]> {
    if (child.pid === undefined) return [];
    const family = [child.pid, ...(await descendants(child.pid))];
    for (const pid of family) send(pid, signal);
    return family;
  }

  async function kill(): Promise<void> {
    if (!alive()) return;
    const family = await signalAll('SIGKILL');
    await gone;
    while (family.some((pid) => send(pid, 0))) await new Promise((resolve) => setTimeout(resolve, 10));
  }

  return {
    pid: child.pid ?? 0,
    get alive() {
      return alive();
    },
    get output() {
      return output;
    },
    async signal(signal) {
      const family = await signalAll(signal);
      if (signal !== 'SIGSTOP') return;
      // On a busy machine, threads run on until one of them has received the signal.
      while (alive() && !(await areStopped(family))) {
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
    kill,
    async end(signal) {
      if (!alive()) return;
      await signalAll('SIGCONT');
      child.kill(signal);
      const patience = setTimeout(() => void kill(), 10_000);
      await gone;
      clearTimeout(patience);
    },
  };
}

/** Runs a program to its end. Rejects with its output unless it exits with 0. */
export async function complete(command: string, args: readonly string[], account?: Account): Promise<void> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], cwd: '/', ...account });
  started.add(child);
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
  const [code] = (await once(child, 'close').finally(() => started.delete(child))) as [number | null];
  if (code !== 0) throw new Error(`${command} ended with ${String(code)}: ${output.slice(-OUTPUT_KEPT)}`);
}

/** Returns true when the process existed. */
function send(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}
