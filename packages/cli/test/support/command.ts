import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { beforeAll, onTestFinished } from 'vitest';
import type { Ran } from './ways.ts';

const PACKAGE = fileURLToPath(new URL('../..', import.meta.url));
/** Inside the package, where dependencies are found. */
const CACHE = join(PACKAGE, 'node_modules', '.cache', 'command');
let bundled: Promise<string> | undefined;

/** Milliseconds for a test that starts processes: a busy machine takes its time. */
export const PROCESS_TIMEOUT_MS = 60_000;

/** Bundles the command before the tests of a file, which takes seconds. */
export function prepareCommand(): void {
  beforeAll(async () => {
    await bundleCommand();
  });
}

/** Bundles the command from the sources, in the form that is published. Resolves to the path of its program. */
function bundleCommand(): Promise<string> {
  bundled ??= bundle();
  return bundled;
}

async function bundle(): Promise<string> {
  const outdir = join(CACHE, `${process.pid}-${crypto.randomUUID()}`);
  await removeBundles();
  await build({
    entryPoints: {
      bin: join(PACKAGE, 'src/bin.ts'),
      index: join(PACKAGE, 'src/index.ts'),
      stores: join(PACKAGE, 'test/support/stores.ts'),
    },
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    conditions: ['@flagstaff/source'],
    external: ['commander', 'jiti', 'redis'],
    logLevel: 'silent',
  });
  return join(outdir, 'bin.mjs');
}

/** Removes the bundles of processes that have ended. */
async function removeBundles(): Promise<void> {
  const names = await readdir(CACHE).catch(() => []);
  const ended = names.filter((name) => /^\d+-/.test(name) && !isRunning(Number.parseInt(name, 10)));
  await Promise.all(ended.map((name) => rm(join(CACHE, name), { recursive: true, force: true })));
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Creates a folder with files, which ends with the test. Texts may name bundled modules as `#stores`. */
export async function createProject(files: { readonly [path: string]: string }): Promise<string> {
  const modules = dirname(await bundleCommand());
  const folder = await mkdtemp(join(CACHE, 'project-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(
      join(folder, path),
      text.replaceAll(/'#(\w+)'/g, (_, name: string) => `'${modules}/${name}.mjs'`),
    );
  }
  return folder;
}

export interface SpawnOptions {
  readonly cwd?: string;
  readonly env?: { readonly [name: string]: string };
  /** The program of Node. Defaults to this process's. */
  readonly node?: string;
  /** A file to write to. Defaults to a pipe that is read. */
  readonly stdout?: number | 'pipe';
}

interface Started {
  readonly child: ChildProcessWithoutNullStreams;
  readonly ran: Promise<Ran & { readonly signal: string | null }>;
}

/** Starts the command as a process of its own. */
export async function startCommand(
  argv: readonly string[],
  { cwd = PACKAGE, env = {}, node = process.execPath, stdout = 'pipe' }: SpawnOptions = {},
): Promise<Started> {
  const program = await bundleCommand();
  const { PATH = '' } = process.env;
  const child = spawn(node, [program, ...argv], {
    cwd,
    env: { PATH, FLAGSTAFF_ACTOR: 'ada', ...env },
    stdio: ['pipe', stdout, 'pipe'],
  }) as ChildProcessWithoutNullStreams;
  onTestFinished(() => void child.kill('SIGKILL'));
  const text = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    (child[name] as Readable | null)?.setEncoding('utf8').on('data', (chunk: string) => {
      text[name] += chunk;
    });
  }
  const ran = once(child, 'close').then(([code, signal]) => ({
    code: code as number,
    signal: signal as string | null,
    ...text,
  }));
  return { child, ran };
}

/** Runs the command as a process of its own. */
export async function runCommand(argv: readonly string[], options?: SpawnOptions): Promise<Ran> {
  const { ran } = await startCommand(argv, options);
  const { code, stdout, stderr } = await ran;
  return { code, stdout, stderr };
}
