import { build } from 'esbuild';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Bundles the page's script, as an application's bundler does, from sources or built files. */
export async function bundlePage(): Promise<string> {
  const built = fileURLToPath(new URL('page.js', import.meta.url));
  const isBuilt = existsSync(built);
  const { outputFiles } = await build({
    entryPoints: [isBuilt ? built : fileURLToPath(new URL('page.ts', import.meta.url))],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    ...(isBuilt ? {} : { conditions: ['@flagstaff/source'] }),
  });
  return outputFiles[0]!.text;
}
