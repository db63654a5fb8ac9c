import { extname } from 'node:path';
import { gzipSync } from 'node:zlib';
import config from './vite.config.mjs';

const TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/**
 * Bundles the page and returns its files, compressed.
 *
 * @param {import('vite').InlineConfig} changes What differs from `vite.config.mjs`.
 * @param {typeof import('vite')} [vite] The bundler. Defaults to the one that is installed beside the package.
 * @returns {Promise<import('#assets').Assets>}
 */
export async function bundlePage(changes = {}, vite) {
  const { build, mergeConfig } = vite ?? (await import('vite'));
  const { output } = await build(mergeConfig(config, changes));
  const chunks = output.filter((file) => file.type === 'chunk');
  const entry = chunks.find((file) => file.isEntry);
  const preload = importsOf(chunks, entry);
  const files = output.map((file) => {
    const type = TYPES[extname(file.fileName)];
    if (type === undefined) throw new Error(`${file.fileName} has an unknown type.`);
    const content = file.type === 'chunk' ? file.code : file.source;
    return [file.fileName, { type, gzip: gzipSync(content, { level: 9 }).toString('base64') }];
  });
  return {
    entry: entry.fileName,
    styles: output.filter(({ fileName }) => fileName.endsWith('.css')).map(({ fileName }) => fileName),
    preload,
    screens: Object.fromEntries(
      chunks.flatMap((chunk) => {
        const [, screen] = /^(.+)-screen$/.exec(chunk.name) ?? [];
        const files = [chunk.fileName, ...importsOf(chunks, chunk)].filter((name) => !preload.includes(name));
        return screen === undefined ? [] : [[screen, files]];
      }),
    ),
    files: Object.fromEntries(files.toSorted(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/** Returns the files that a chunk imports, and that these import. */
function importsOf(chunks, { imports }) {
  const found = new Set(imports);
  // Names that are added meanwhile are visited too.
  for (const name of found) {
    for (const next of chunks.find((chunk) => chunk.fileName === name).imports) found.add(next);
  }
  return [...found];
}
