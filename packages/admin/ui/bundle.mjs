import { extname } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, mergeConfig } from 'vite';
import config from './vite.config.mjs';

const TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/**
 * Bundles the page and returns its files, compressed.
 *
 * @returns {Promise<import('#assets').Assets>}
 */
export async function bundlePage(changes = {}) {
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
