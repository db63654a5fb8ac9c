import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { keepModules } from './pnpm-store.mjs';
import { ROOT } from './root.mjs';

const readJson = (...path) => JSON.parse(readFileSync(join(ROOT, ...path), 'utf8'));

/** The pinned `pnpm@<version>` of package.json, without the checksum, which only corepack reads. */
const pinned = readJson('package.json').packageManager.split('+')[0];

function installed() {
  try {
    return `pnpm@${readJson('node_modules', 'pnpm', 'package.json').version}`;
  } catch {
    return undefined;
  }
}

/** Returns the command for the pinned pnpm: the installed one of the repository, or npx before the first install. */
export function pnpm(...args) {
  return installed() === pinned
    ? { command: join(ROOT, 'node_modules', '.bin', 'pnpm'), args }
    : { command: 'npx', args: ['--yes', pinned, ...args] };
}

/** Returns the command that installs what the lockfile says, and never removes the `node_modules` that is there. */
export function pnpmInstall() {
  return pnpm('install', '--frozen-lockfile', ...keepModules(ROOT));
}
