import type { Job } from './jobs.ts';
import { startProcess } from './start-process.ts';
import type { Task } from './start-process.ts';

/** A process that runs one job and exits. */
export interface Worker extends Omit<Task, 'begin'> {
  readonly pid: number;
  /** Sends SIGKILL. Resolves when it has ended. */
  kill(): Promise<void>;
}

/** Starts a worker immediately. Its result resolves when the process exited by itself, and rejects when it ended otherwise. */
export async function startWorker(job: Job): Promise<Worker> {
  const { pid, assign, end, kill } = await startProcess();
  const { messages, ready, begin, outcome } = assign(job);
  const ended = outcome.then(async (result) => {
    await end();
    return result;
  });
  ended.catch(() => undefined);
  begin();
  return { pid, messages, ready, outcome: ended, kill };
}
