import { Miniflare } from 'miniflare';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleSuite } from './bundle.ts';
import type { Report } from './suite/runner.ts';

const PROGRAMS = new URL('../../node_modules/.bin/', import.meta.url);
const ARGUMENTS = { bun: ['run'], deno: ['run', '--allow-all', '--no-config', '--node-modules-dir=none'] } as const;

/** Runs the suite on Bun or Deno, in its own process and folder. Rejects when it does not complete. */
export async function runProcess(runtime: 'bun' | 'deno'): Promise<Report> {
  const folder = await mkdtemp(join(tmpdir(), `flagstaff-${runtime}-`));
  try {
    const file = join(folder, 'suite.mjs');
    await writeFile(file, await bundleSuite(runtime));
    const child = spawn(fileURLToPath(new URL(runtime, PROGRAMS)), [...ARGUMENTS[runtime], file], {
      cwd: folder,
      env: { ...process.env, HOME: folder, DENO_DIR: join(folder, 'deno'), DENO_NO_UPDATE_CHECK: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    let complained = '';
    child.stdout.on('data', (chunk) => (said += String(chunk)));
    child.stderr.on('data', (chunk) => (complained += String(chunk)));
    const [code] = (await once(child, 'close')) as [number | null];
    const report = /^REPORT (.*)$/m.exec(said)?.[1];
    if (code !== 0 || report === undefined) {
      throw new Error(`${runtime} ended with ${code}: ${(complained || said).slice(-2_000)}`);
    }
    return JSON.parse(report) as Report;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Runs the suite in a worker, on workerd. */
export async function runWorker(): Promise<Report> {
  const worker = new Miniflare({
    // With `script`, Miniflare parses the bundle for imports, which takes longer than to run it.
    modules: [{ type: 'ESModule', path: 'suite.mjs', contents: await bundleSuite('workerd') }],
    compatibilityDate: '2026-04-01',
    // For the suite's own assertions. Flagstaff does not need it.
    compatibilityFlags: ['nodejs_compat'],
  });
  try {
    const response = await worker.dispatchFetch('http://suite.example/');
    if (!response.ok)
      throw new Error(`The worker responded ${response.status}: ${(await response.text()).slice(0, 2_000)}`);
    return (await response.json()) as Report;
  } finally {
    await worker.dispose();
  }
}
