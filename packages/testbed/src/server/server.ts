import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../until.ts';
import { give } from './account.ts';
import type { Account } from './account.ts';
import { freePort } from './port.ts';
import { launch } from './process.ts';
import type { Running } from './process.ts';

/** A server for one test, in a temporary folder, which the test may break. */
export interface Server {
  readonly port: number;
  readonly url: string;
  readonly pid: number;
  readonly alive: boolean;
  /** Sends SIGKILL to all its processes. */
  kill(): Promise<void>;
  /** Stops it gracefully, as an operator does. */
  stop(): Promise<void>;
  /** Restarts it on the same data and port, stopping it first if necessary. Resolves when it responds. */
  restart(): Promise<void>;
  /** Sends SIGSTOP to all its processes: connections stay open and nothing responds. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Stops it and removes its data. */
  dispose(): Promise<void>;
}

export interface ServerOptions {
  /** Defaults to a free port. */
  readonly port?: number;
  /** Additional arguments for the server. */
  readonly args?: readonly string[];
}

/** How to prepare, start, check and stop one kind of server. */
export interface ServerKind {
  readonly name: string;
  readonly account: Account | undefined;
  readonly stopSignal: NodeJS.Signals;
  url(port: number): string;
  command(folder: string, port: number): { readonly program: string; readonly args: readonly string[] };
  /** Initializes the folder, once. */
  prepare(folder: string): Promise<void>;
  /** Resolves when the server responds. */
  greet(port: number): Promise<void>;
}

export async function startServer(kind: ServerKind, { port: wanted, args = [] }: ServerOptions): Promise<Server> {
  const port = wanted ?? (await freePort());
  const folder = await mkdtemp(join(tmpdir(), `flagstaff-${kind.name}-`));
  const remove = async (): Promise<void> => rm(folder, { recursive: true, force: true });
  let running: Running | undefined;

  async function start(): Promise<void> {
    const { program, args: own } = kind.command(folder, port);
    const now = launch(program, [...own, ...args], kind.account);
    running = now;
    await until(
      `${kind.name} responds on port ${port}`,
      async () => {
        if (!now.alive) return true;
        await kind.greet(port);
        return true;
      },
      { withinMs: 10_000, everyMs: 25 },
    );
    if (!now.alive) throw new Error(`${kind.name} did not start: ${now.output}`);
  }

  async function end(): Promise<void> {
    await running?.kill();
  }

  try {
    await give(folder, kind.account);
    await kind.prepare(folder);
    await start();
  } catch (error) {
    await end();
    await remove();
    throw error;
  }

  return {
    port,
    url: kind.url(port),
    get pid() {
      return running?.pid ?? 0;
    },
    get alive() {
      return running?.alive ?? false;
    },
    kill: end,
    stop: async () => running?.end(kind.stopSignal),
    async restart() {
      await running?.end(kind.stopSignal);
      await start();
    },
    pause: async () => running?.signal('SIGSTOP'),
    resume: async () => running?.signal('SIGCONT'),
    async dispose() {
      await end();
      await remove();
    },
  };
}
