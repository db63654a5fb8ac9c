import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { brotliCompressSync, gunzipSync } from 'node:zlib';

/**
 * Measures the admin's page: what the browser loads before some chunks can run, or every file.
 *
 * @returns The bytes, compressed with brotli for chunks and with gzip for all files. Undefined when the page is not built.
 */
export async function measurePage(root, { chunks }) {
  const path = join(root, 'packages/admin/ui/dist/assets.js');
  if (!existsSync(path)) return undefined;
  const { default: assets } = await import(pathToFileURL(path).href);
  if (chunks === undefined)
    return sum(Object.values(assets.files).map(({ gzip }) => Buffer.byteLength(gzip, 'base64')));
  const names = Object.keys(assets.files);
  const starts = chunks.map((chunk) => names.find((name) => name.startsWith(`assets/${chunk}-`)));
  const missing = chunks.find((_, index) => starts[index] === undefined);
  if (missing !== undefined) throw new Error(`The page has no chunk "${missing}".`);
  const loaded = new Set([...assets.styles, ...withImports(assets.files, starts)]);
  return sum([...loaded].map((name) => brotliCompressSync(contentOf(assets.files, name)).length));
}

const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);
const contentOf = (files, name) => gunzipSync(Buffer.from(files[name].gzip, 'base64'));

/** Returns chunks and all that they import statically. */
function withImports(files, starts) {
  const found = new Set();
  const visit = (name) => {
    if (found.has(name)) return;
    found.add(name);
    for (const [, target] of contentOf(files, name)
      .toString()
      .matchAll(/(?:from|import)\s*["'`]\.\/([\w.-]+)["'`]/g))
      visit(`assets/${target}`);
  };
  starts.forEach(visit);
  return found;
}
