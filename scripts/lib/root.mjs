import { fileURLToPath } from 'node:url';
import { checkNodeVersion } from './node-version.mjs';

// Every script needs the root, so each says it before anything fails in other words.
checkNodeVersion();

/** The root of this repository, without a trailing slash. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');
