import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { execFile } from 'node:child_process';
import { ROOT } from '../lib/root.mjs';

const run = promisify(execFile);

/**
 * A package of the registry whose tarball holds a server's programs, so that nothing else is downloaded.
 *
 * @typedef {object} Binaries
 * @property {string} name With the platform in it.
 * @property {string} version
 * @property {string} folder Where in the package its programs are.
 * @property {string} [script] What the package runs after its installation, from its own folder.
 */

const CACHE = join(ROOT, 'node_modules/.cache/servers');

/**
 * Downloads a package into the repository's cache, and puts its programs on the path of this process and those that it starts.
 *
 * @param {Binaries} binaries
 */
export async function installBinaries({ name, version, folder, script }) {
  const prefix = join(CACHE, `${name.replaceAll('/', '+')}@${version}`);
  const path = join(prefix, 'node_modules', name);
  const done = join(prefix, 'done');
  if (!existsSync(done)) {
    await mkdir(prefix, { recursive: true });
    const quiet = ['--no-save', '--no-audit', '--no-fund', '--ignore-scripts'];
    await run('npm', ['install', ...quiet, '--prefix', prefix, `${name}@${version}`], { timeout: 300_000 });
    if (script !== undefined) await run(process.execPath, [script], { cwd: path });
    await mkdir(done);
  }
  process.env.PATH = [process.env.PATH, join(path, folder)].join(delimiter);
}
