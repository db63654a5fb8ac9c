import { globby, isDynamicPattern } from 'globby';
import { posix } from 'node:path';
import { wrongUse } from '../frame/failure.ts';

export interface FindOptions {
  readonly cwd: string;
  readonly patterns: readonly string[];
  /** What patterns never find. A file that is named itself is always found. */
  readonly ignore: readonly string[];
  /** Whether patterns leave out what `.gitignore` lists. */
  readonly gitignore: boolean;
}

/**
 * Finds the files of paths and globs. Returns paths from `cwd`, with slashes, in order. Globs follow no symbolic links, which may
 * lead in circles; a link that is named itself is followed.
 *
 * @throws {Failure} When a pattern finds no file.
 */
export async function findFiles({ cwd, patterns, ignore, gitignore }: FindOptions): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const pattern of patterns) {
    // Windows shells pass backslashes.
    const glob = process.platform === 'win32' ? pattern.replaceAll('\\', '/') : pattern;
    const options = isDynamicPattern(glob) ? { ignore: [...ignore], gitignore, followSymbolicLinks: false } : {};
    const files = await globby(glob, { cwd, dot: true, expandDirectories: false, ...options });
    if (files.length === 0) throw wrongUse(`${pattern} finds no file.`);
    for (const file of files) found.add(posix.normalize(file));
  }
  return [...found].toSorted();
}
