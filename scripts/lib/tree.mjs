import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

const NOT_OURS = new Set(['node_modules', 'dist', '.start', '.turbo', '.git', 'coverage']);

const byName = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

/**
 * Returns all files below a folder, recursively, as sorted relative paths with forward slashes; none if it does not exist.
 *
 * @param {string} folder
 * @param {(path: string) => boolean} [accept]
 */
export async function filesBelow(folder, accept = () => true) {
  if (!existsSync(folder)) return [];
  const found = [];
  const visit = async (current) => {
    for (const entry of await readdir(current, { withFileTypes: true })) {
      const path = join(current, entry.name);
      if (entry.isDirectory() && !NOT_OURS.has(entry.name)) await visit(path);
      if (entry.isFile()) found.push(relative(folder, path).split(sep).join('/'));
    }
  };
  await visit(folder);
  return found.filter(accept).toSorted(byName);
}

export const readJson = async (path) => JSON.parse(await readFile(path, 'utf8'));

/** Returns the folder name, manifest and path of each package of the workspace. */
export async function packagesOf(root) {
  const folder = join(root, 'packages');
  if (!existsSync(folder)) return [];
  const names = (await readdir(folder))
    .toSorted(byName)
    .filter((name) => existsSync(join(folder, name, 'package.json')));
  return Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      return { folder: name, path, manifest: await readJson(join(path, 'package.json')) };
    }),
  );
}

export const isSource = (path) => /\.(ts|tsx|mts|mjs|js)$/.test(path) && !path.endsWith('.d.ts');
/** A type test: the compiler checks it, and nothing of it runs. */
export const isTypeTest = (path) => path.endsWith('.test-d.ts');
export const isTest = (path) => /\.test\.(ts|tsx)$/.test(path) || isTypeTest(path);
