// Plain JavaScript: `npm test` installs a browser while its own dependencies are installed.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { findProgram } from './program.js';

/** Set this variable to keep tests from installing anything into the system. Tests that need what is missing are skipped. */
export const NO_INSTALL = 'FLAGSTAFF_TEST_NO_INSTALL';

/** Bytes of output that apt-get may print: it lists each package that it unpacks. */
const MAX_OUTPUT = 16_777_216;

/**
 * Returns why these Debian packages cannot be installed here. Undefined when they can.
 *
 * @param {readonly string[]} packages
 * @returns {Promise<string | undefined>}
 */
export async function whyNotDebian(packages) {
  if (packages.length === 0) return 'Debian has no package of it';
  if ((await findProgram('apt-get')) === undefined) return 'there is no apt-get';
  if (process.getuid?.() !== 0) return 'apt-get needs root';
  if ((process.env[NO_INSTALL] ?? '') !== '') {
    return `${NO_INSTALL} keeps Debian's ${packages.join(', ')} from being installed`;
  }
  return undefined;
}

/**
 * Installs Debian packages into the system, without questions. Says so before it starts.
 *
 * @param {readonly string[]} packages
 * @param {(line: string) => void} [say]
 * @returns {Promise<void>}
 */
export async function installDebian(packages, say = print) {
  say(`Installing into the system, with apt-get: ${packages.join(', ')}. Set ${NO_INSTALL}=1 to prevent this.`);
  await aptGet('update');
  await aptGet('install', '--yes', '--no-install-recommends', ...packages);
}

/** @param {...string} args */
async function aptGet(...args) {
  // Another test file may be installing something.
  const options = ['-o', 'Dpkg::Use-Pty=0', '-o', 'DPkg::Lock::Timeout=120', '--quiet'];
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await promisify(execFile)('apt-get', [...options, ...args], { cwd: '/', env, maxBuffer: MAX_OUTPUT });
}

/** @param {string} line */
function print(line) {
  process.stdout.write(`${line}\n`);
}
