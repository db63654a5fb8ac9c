import { createRequire } from 'node:module';
import { join } from 'node:path';

const nodes = createRequire(new URL('../../../scripts/nodes/package.json', import.meta.url));

/** Returns the path of Node 18, which is too old for all packages. Undefined when the registry has none for this machine. */
export function oldNode(): string | undefined {
  try {
    return join(nodes.resolve('node-18/package.json'), '../bin/node');
  } catch (error) {
    if (process.env['CI'] !== undefined) throw error;
    return undefined;
  }
}
