import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';

const BLOCK = 512;
const REGULAR = new Set(['0', '\0']);

/** Returns the files in a package tarball: path without the leading `package/`, and content. */
export async function readTarball(path) {
  const tar = gunzipSync(await readFile(path));
  const text = (start, length) => tar.toString('utf8', start, start + length).split('\0')[0];
  const files = new Map();
  let offset = 0;
  while (offset + BLOCK <= tar.length && tar[offset] !== 0) {
    const prefix = text(offset + 345, 155);
    const name = prefix === '' ? text(offset, 100) : `${prefix}/${text(offset, 100)}`;
    const size = Number.parseInt(text(offset + 124, 12).trim(), 8);
    const type = String.fromCharCode(tar[offset + 156]);
    const start = offset + BLOCK;
    if (REGULAR.has(type)) files.set(name.slice(name.indexOf('/') + 1), tar.subarray(start, start + size));
    offset = start + Math.ceil(size / BLOCK) * BLOCK;
  }
  return files;
}
