import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { wrongUse } from '../frame/failure.ts';

const NAMES = ['ts', 'mts', 'js', 'mjs', 'json'].map((extension) => `flagstaff.config.${extension}`);

/** Returns the path of the configuration: the named one, or the nearest one from `cwd` upwards. Undefined when there is none. */
export function findConfig(cwd: string, named: string | undefined): string | undefined {
  if (named !== undefined) {
    const path = resolve(cwd, named);
    if (existsSync(path)) return path;
    throw wrongUse(`There is no file ${named}.`);
  }
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    const found = NAMES.map((name) => join(folder, name)).filter((path) => existsSync(path));
    if (found.length > 1) throw wrongUse(`${folder} has several configurations. Pass one with --config.`);
    if (found.length === 1) return found[0];
    if (dirname(folder) === folder) return undefined;
  }
}
