import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundlePage } from './bundle.mjs';

/** The generated module. */
export const ASSETS = fileURLToPath(new URL('dist/assets.js', import.meta.url));

/** Writes the module of assets. Readers see the old one or the new one, never a part. Takes the arguments of `bundlePage`. */
export async function buildPage(...options) {
  const assets = await bundlePage(...options);
  await mkdir(dirname(ASSETS), { recursive: true });
  const temporary = `${ASSETS}.${process.pid}`;
  await writeFile(temporary, `export default ${JSON.stringify(assets, null, 1)};\n`);
  await rename(temporary, ASSETS);
}
