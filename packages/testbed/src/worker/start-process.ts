import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { bundleWorker } from './bundle.ts';
import type { Job, Message, Order, Outcome } from './jobs.ts';

/** A job that runs in a separate process. */
export interface Task {
  /** The messages so far, without `done`. */
  readonly messages: readonly Message[];
  /** Resolves when the process is ready to start. */
  readonly ready: Promise<void>;
  /** Starts the job. */
  begin(): void;
  /** Resolves when the job is done. Rejects when the process ended before. */
  readonly outcome: Promise<Outcome>;
}

/** A process that runs jobs sequentially. */
export interface WorkerProcess {
  readonly pid: number;
  assign(job: Job): Task;
  /** Ends it. Rejects unless it exits by itself: nothing may keep it alive. */
  end(): Promise<void>;
  /** Sends SIGKILL. Resolves when it has ended. */
  kill(): Promise<void>;
}

const alive = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of alive) child.kill('SIGKILL');
});

export async function startProcess(): Promise<WorkerProcess> {
  const child = fork(await bundleWorker(), { execArgv: [], stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  alive.add(child);
  let output = '';
  for (const stream of [child.stdout!, child.stderr!]) {
    stream.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString('utf8')).slice(-4_000);
    });
  }
  const gone = once(child, 'exit').finally(() => alive.delete(child)) as Promise<[number | null, string | null]>;
  const order = (what: Order): void => void child.send(what);

  return {
    pid: child.pid ?? 0,
    assign(job) {
      const messages: Message[] = [];
      let ready!: Promise<void>;
      const outcome = new Promise<Outcome>((isDone) => {
        ready = new Promise((isReady) => {
          child.on('message', function listen(message: Message) {
            if (message.type === 'done') {
              child.off('message', listen);
              isDone(message.outcome);
              return;
            }
            messages.push(message);
            if (message.type === 'ready') isReady();
          });
        });
      });
      const ended = gone.then(([code, signal]) => {
        throw new Error(`The worker (${job.do}) ended with ${String(code ?? signal)}: ${output}`);
      });
      const unlessEnded = <T>(promise: Promise<T>): Promise<T> => {
        const either = Promise.race([promise, ended]);
        either.catch(() => undefined);
        return either;
      };
      order({ job });
      return { messages, ready: unlessEnded(ready), begin: () => order('begin'), outcome: unlessEnded(outcome) };
    },
    async end() {
      order('end');
      const [code, signal] = await gone;
      if (code !== 0) throw new Error(`The worker ended with ${String(code ?? signal)}: ${output}`);
    },
    async kill() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      await gone;
    },
  };
}
