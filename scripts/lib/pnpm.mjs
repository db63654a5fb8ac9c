import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './root.mjs';

const readJson = (...path) => JSON.parse(readFileSync(join(ROOT, ...path), 'utf8'));

/** `pnpm@<version>`, as package.json pins it, without the checksum that only corepack reads. */
const pinned = readJson('package.json').packageManager.split('+')[0];

function installed() {
  try {
    return `pnpm@${readJson('node_modules', 'pnpm', 'package.json').version}`;
  } catch {
    return undefined;
  }
}

/** The command that is pnpm at the pinned version: the repository's own once it is installed, before that through npx. */
export function pnpm(...args) {
  return installed() === pinned
    ? { command: join(ROOT, 'node_modules', '.bin', 'pnpm'), args }
    : { command: 'npx', args: ['--yes', pinned, ...args] };
}
