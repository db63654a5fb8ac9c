import type { Job, Outcome } from './jobs.ts';
import { startProcess } from './start-process.ts';
import type { WorkerProcess } from './start-process.ts';

/** Several processes that run jobs concurrently. They are reused, because starting one costs more than most jobs. */
export interface Crew {
  /** Runs one job per process. They start together when all are ready. Resolves to their results. */
  run(jobs: readonly Job[]): Promise<readonly Outcome[]>;
  /** Ends them. Rejects unless each exits by itself. */
  end(): Promise<void>;
}

export function createCrew(): Crew {
  const idle: WorkerProcess[] = [];
  return {
    async run(jobs) {
      const processes = await Promise.all(jobs.map(async () => idle.pop() ?? startProcess()));
      try {
        const tasks = processes.map(({ assign }, index) => assign(jobs[index]!));
        await Promise.all(tasks.map(({ ready }) => ready));
        for (const { begin } of tasks) begin();
        const outcomes = await Promise.all(tasks.map(({ outcome }) => outcome));
        for (const process of processes) idle.push(process);
        return outcomes;
      } catch (error) {
        await Promise.all(processes.map(({ kill }) => kill()));
        throw error;
      }
    },
    async end() {
      await Promise.all(idle.splice(0).map(({ end }) => end()));
    },
  };
}
