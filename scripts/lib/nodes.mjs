import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from './root.mjs';

/** The oldest version that packages support, and the newest of the next two lines. */
export const NODE_VERSIONS = ['20', '22', '24'];

// In their own package: as dependencies of the root, one of them would be the Node of every script.
const { resolve } = createRequire(pathToFileURL(join(ROOT, 'scripts/nodes/package.json')));

/** Returns the folder of a version's binary; undefined if the registry has none for this machine. */
export function folderOfNode(version) {
  try {
    return join(resolve(`node-${version}/package.json`), '../bin');
  } catch {
    return undefined;
  }
}
