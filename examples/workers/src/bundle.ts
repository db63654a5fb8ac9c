import { build } from 'esbuild';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Bundles the worker into one file, as `wrangler` does, from sources or built files. */
export async function bundleWorker(): Promise<string> {
  const built = fileURLToPath(new URL('worker.js', import.meta.url));
  const isBuilt = existsSync(built);
  const { outputFiles } = await build({
    entryPoints: [isBuilt ? built : fileURLToPath(new URL('worker.ts', import.meta.url))],
    bundle: true,
    write: false,
    format: 'esm',
    external: ['cloudflare:workers'],
    conditions: ['workerd', 'worker', ...(isBuilt ? [] : ['@flagstaff/source'])],
  });
  return outputFiles[0]!.text;
}
