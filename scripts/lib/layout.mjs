import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { namesIn, tableBelow } from './markdown.mjs';

/** Matches a path pattern: `model/` is a folder with its contents, `file*` any name with that prefix, else one file. */
function matcher(pattern) {
  if (pattern.endsWith('/')) return (path) => path.startsWith(pattern);
  if (pattern.endsWith('*')) return (path) => path.startsWith(pattern.slice(0, -1));
  return (path) => path === pattern;
}

export const matchesAny = (patterns, path) => patterns.some((pattern) => matcher(pattern)(path));

/**
 * Reads the tables of docs/architecture.md: the floors of core, the packages that run anywhere with their entry points for Node,
 * and which package may import which.
 */
export async function readLayout(root) {
  const text = await readFile(join(root, 'docs', 'architecture.md'), 'utf8');
  const rows = (heading) => {
    const table = tableBelow(text, heading);
    if (table === undefined || table.length === 0)
      throw new Error(`docs/architecture.md has no table below "${heading}"`);
    return table;
  };
  return {
    floors: rows('Floors of core').map(([floor, places]) => ({ floor: Number(floor), places: namesIn(places) })),
    portable: new Map(rows('Packages that run anywhere').map(([name, doors]) => [namesIn(name)[0], namesIn(doors)])),
    graph: new Map(rows('Package graph').map(([name, imports]) => [namesIn(name)[0], new Set(namesIn(imports))])),
  };
}
