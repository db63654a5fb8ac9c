import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { bundleWorker } from './bundle.ts';
import type { Job, Message, Order, Outcome } from './jobs.ts';

/** A process of its own that does a job. */
export interface Worker {
  readonly pid: number;
  /** What it said so far, `done` left out. */
  readonly messages: readonly Message[];
  /** Resolves when the worker is ready to begin. */
  readonly ready: Promise<void>;
  /** Lets it begin. */
  begin(): void;
  /** Resolves when the job is done and the process has ended by itself. Rejects when it ends otherwise. */
  readonly outcome: Promise<Outcome>;
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
}

const alive = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of alive) child.kill('SIGKILL');
});

/** A worker that begins at once. */
export async function startWorker(job: Job): Promise<Worker> {
  const worker = await prepareWorker(job);
  worker.begin();
  return worker;
}

async function prepareWorker(job: Job): Promise<Worker> {
  const child = fork(await bundleWorker(), { execArgv: [], stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  alive.add(child);
  let output = '';
  const messages: Message[] = [];
  let done: Outcome | undefined;
  for (const stream of [child.stdout!, child.stderr!]) {
    stream.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString('utf8')).slice(-4_000);
    });
  }
  const gone = once(child, 'exit').finally(() => alive.delete(child)) as Promise<[number | null, string | null]>;
  const ready = new Promise<void>((resolve, reject) => {
    child.on('message', (message: Message) => {
      if (message.type === 'done') done = message.outcome;
      else messages.push(message);
      if (message.type === 'ready') resolve();
    });
    void gone.then(() => reject(new Error(`The worker ended at once: ${output}`)));
  });
  ready.catch(() => undefined);
  const outcome = gone.then(([code, signal]) => {
    if (done === undefined || code !== 0) {
      throw new Error(`The worker (${job.do}) ended with ${String(code ?? signal)}: ${output}`);
    }
    return done;
  });
  outcome.catch(() => undefined);
  const order = (what: Order): void => void child.send(what);
  order({ job });
  return {
    pid: child.pid ?? 0,
    messages,
    ready,
    begin: () => order('begin'),
    outcome,
    async kill() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      await gone;
    },
  };
}

/** Jobs in several processes, which begin when all are ready, so that they meet; resolves to what came of each. */
export async function inProcesses(jobs: readonly Job[]): Promise<readonly Outcome[]> {
  const workers = await Promise.all(jobs.map(prepareWorker));
  try {
    await Promise.all(workers.map(({ ready }) => ready));
    for (const worker of workers) worker.begin();
    return await Promise.all(workers.map(({ outcome }) => outcome));
  } finally {
    await Promise.all(workers.map((worker) => worker.kill()));
  }
}
