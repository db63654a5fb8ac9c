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
  const entry = output.find((file) => file.type === 'chunk' && file.isEntry);
  const files = output.map((file) => {
    const type = TYPES[extname(file.fileName)];
    if (type === undefined) throw new Error(`${file.fileName} has an unknown type.`);
    const content = file.type === 'chunk' ? file.code : file.source;
    return [file.fileName, { type, gzip: gzipSync(content, { level: 9 }).toString('base64') }];
  });
  return {
    entry: entry.fileName,
    styles: output.filter(({ fileName }) => fileName.endsWith('.css')).map(({ fileName }) => fileName),
    preload: entry.imports,
    files: Object.fromEntries(files.toSorted(([a], [b]) => (a < b ? -1 : 1))),
  };
}
