import type { Job } from './jobs.ts';
import { startProcess } from './start-process.ts';
import type { Task } from './start-process.ts';

/** A process that does one job and ends. */
export interface Worker extends Omit<Task, 'begin'> {
  readonly pid: number;
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
}

/** A worker that begins at once. Its outcome is there when the process has ended by itself, and rejects when it ends otherwise. */
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
