import { build } from 'esbuild';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Bundles a script for a page from the sources. `importer` is the URL of the module whose imports it may use. */
export async function bundleForPage(source: string, importer: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: source, loader: 'ts', resolveDir: dirname(fileURLToPath(importer)) },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    conditions: ['@flagstaff/source'],
  });
  return outputFiles[0]!.text;
}
