// Plain JavaScript: `npm test` looks for programs, and installs some, before its own dependencies are there.
import { constants } from 'node:fs';
import { access, readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';

/** Where Debian and its derivatives install PostgreSQL's programs, which are not on the path. */
const POSTGRES_VERSIONS = '/usr/lib/postgresql';
/** Folders of servers that a user's path may lack. */
const SYSTEM = ['/usr/local/sbin', '/usr/sbin', '/sbin', '/usr/local/bin', '/usr/bin', '/opt/homebrew/bin'];

/** Packages that hold a program for this platform, where there is one. */
const PACKAGES = [`@sqld/${process.platform}-${process.arch}`];

/**
 * Returns the path of the first of these programs that is installed. Undefined when none is.
 *
 * @param {...string} names
 * @returns {Promise<string | undefined>}
 */
export async function findProgram(...names) {
  const onPath = (process.env['PATH'] ?? '').split(delimiter);
  const versions = await readdir(POSTGRES_VERSIONS).catch(() => []);
  const newestFirst = versions
    .map(Number)
    .filter(Number.isFinite)
    .sort((a, b) => b - a);
  const folders = [
    ...newestFirst.map((version) => join(POSTGRES_VERSIONS, String(version), 'bin')),
    ...onPath,
    ...SYSTEM,
    ...PACKAGES.flatMap(folderOf),
  ];
  for (const name of names) {
    for (const folder of folders) {
      const path = join(folder, name);
      if (await isExecutable(path)) return path;
    }
  }
  return undefined;
}

/**
 * As `findProgram`, but rejects with installation instructions when there is none.
 *
 * @param {...string} names
 * @returns {Promise<string>}
 */
export async function requireProgram(...names) {
  const path = await findProgram(...names);
  if (path === undefined) throw new Error(`None of ${names.join(', ')} is installed.`);
  return path;
}

/** @param {string} name */
function folderOf(name) {
  try {
    return [dirname(createRequire(import.meta.url).resolve(`${name}/package.json`))];
  } catch {
    return [];
  }
}

/** @param {string} path */
async function isExecutable(path) {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
