import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { nodeOn } from '../harness/processors.mjs';

const SERVER_PROCESSOR = 0;
const LOAD_PROCESSOR = 1;

const here = (file) => fileURLToPath(new URL(file, import.meta.url));

function start(file, args, processor) {
  const { command, args: all } = nodeOn(processor, [here(file), ...args]);
  const child = spawn(command, all, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], env: ENVIRONMENT });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`${file} ${args.join(' ')} ended with ${code}`);
  });
  // Rejects a pending request; without one, the process was stopped on purpose.
  ended.catch(() => undefined);
  const answer = () => Promise.race([once(child, 'message').then(([message]) => message), ended]);
  return { child, answer };
}

/** Runs apps in production mode: Express sends no stack traces and caches views. */
const ENVIRONMENT = { ...process.env, NODE_ENV: 'production' };

export async function startServer(framework, variant) {
  const { child, answer } = start('server.mjs', [framework, variant], SERVER_PROCESSOR);
  const { port } = await answer();
  return {
    port,
    async microseconds() {
      child.send('processor time');
      return (await answer()).microseconds;
    },
    stop: () => child.disconnect(),
  };
}

export function startLoad() {
  const { child, answer } = start('load.mjs', [], LOAD_PROCESSOR);
  return {
    async fire(port, amount) {
      child.send({ port, amount });
      return answer();
    },
    stop: () => child.disconnect(),
  };
}
