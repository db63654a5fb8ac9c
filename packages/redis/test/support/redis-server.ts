import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from 'redis';

export interface RedisServer {
  readonly port: number;
  readonly url: string;
  readonly pid: number;
  /** Sends a command on a separate connection, as the default user. */
  command(...args: readonly string[]): Promise<unknown>;
  signal(signal: NodeJS.Signals): void;
  /** Kills the server and restarts it on the same port and folder. */
  restart(): Promise<void>;
  kill(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a server for one test, on a free port, in a temporary folder. */
export async function startRedis(...settings: readonly string[]): Promise<RedisServer> {
  const folder = await mkdtemp(join(tmpdir(), 'flagstaff-redis-'));
  const port = await freePort();
  let child = await launch(port, folder, settings);
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  };
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    get pid() {
      return child.pid ?? 0;
    },
    command: (...args) => sendTo(port, args),
    signal: (signal) => void child.kill(signal),
    async restart() {
      await kill();
      child = await launch(port, folder, settings);
    },
    kill,
    async stop() {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('No free port.');
  return address.port;
}

async function launch(port: number, folder: string, settings: readonly string[]): Promise<ChildProcess> {
  const config = join(folder, 'redis.conf');
  // A sentinel stores its state in its configuration file only.
  await writeFile(config, settings.includes('--sentinel') ? '' : 'save ""\n', { flag: 'a' });
  const args = [config, '--port', String(port), '--bind', '127.0.0.1', '--dir', folder, ...settings];
  const child = spawn('redis-server', args, { stdio: 'ignore' });
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (child.exitCode !== null) throw new Error(`redis-server ended with ${child.exitCode}.`);
    const answer = await sendTo(port, ['PING']).catch((error: unknown) => error);
    if (answer === 'PONG' || String(answer).includes('NOAUTH') || String(answer).includes('tls')) return child;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  child.kill('SIGKILL');
  throw new Error('redis-server did not start.');
}

// `createClient` generates a class of some hundred commands, `duplicate` reuses the existing class.
const pattern = createClient();

async function sendTo(port: number, args: readonly string[]): Promise<unknown> {
  const client = pattern.duplicate({ socket: { host: '127.0.0.1', port, reconnectStrategy: false } });
  client.on('error', () => {});
  try {
    await client.connect();
    return await client.sendCommand([...args]);
  } finally {
    client.destroy();
  }
}
