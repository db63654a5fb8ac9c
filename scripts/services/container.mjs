import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Returns a working container engine; undefined if there is none. */
export async function findEngine() {
  for (const engine of ['docker', 'podman']) {
    const answers = await run(engine, ['info'], { timeout: 10_000 }).then(
      () => true,
      () => false,
    );
    if (answers) return engine;
  }
  return undefined;
}

/** Starts a server in a temporary container. Resolves to its URL and a function that stops it. */
export async function startContainer(engine, { image, port, env, url }) {
  const settings = env.flatMap((setting) => ['--env', setting]);
  const started = await run(
    engine,
    ['run', '--detach', '--rm', '--publish', `127.0.0.1::${port}`, ...settings, image],
    {
      timeout: 300_000,
    },
  );
  const id = started.stdout.trim();
  const stop = async () => void (await run(engine, ['kill', id]));
  const { stdout } = await run(engine, ['port', id, `${port}/tcp`]);
  return { url: url(Number(stdout.trim().split('\n')[0].split(':').at(-1))), stop };
}
