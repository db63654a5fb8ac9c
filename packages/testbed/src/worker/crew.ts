import type { Job, Outcome } from './jobs.ts';
import { startProcess } from './start-process.ts';
import type { WorkerProcess } from './start-process.ts';

/** Several processes that do jobs at the same time. They stay for the next jobs: starting one costs more than most jobs. */
export interface Crew {
  /** A job for each process; they begin when all are ready, so that they meet. Resolves to what came of each. */
  run(jobs: readonly Job[]): Promise<readonly Outcome[]>;
  /** Lets them end. Rejects unless each does so by itself. */
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
