import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { findProgram } from '../../packages/testbed/src/index.ts';

/** Why packages of Debian cannot be installed here; undefined: they can. */
export async function whyNotDebian(packages) {
  if (packages.length === 0) return 'Debian has no package of it';
  if ((await findProgram('apt-get')) === undefined) return 'there is no apt-get';
  if (process.getuid?.() !== 0) return 'apt-get needs root';
  return undefined;
}

/** Installs packages into the system, without questions. */
export async function installDebian(packages) {
  await aptGet('update');
  await aptGet('install', '--yes', '--no-install-recommends', ...packages);
}

async function aptGet(...args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const child = spawn('apt-get', args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk) => (said += chunk));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`apt-get ${args[0]} ended with ${code}: ${said.trim().slice(-300)}`);
}
