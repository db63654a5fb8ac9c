import { globby, isDynamicPattern } from 'globby';
import { statSync } from 'node:fs';
import { posix, resolve } from 'node:path';
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
    // A name such as `app/[id]/flags.json` is also a glob.
    const files = isFile(resolve(cwd, glob)) ? [glob] : await search(glob, { cwd, ignore, gitignore });
    if (files.length === 0) throw wrongUse(`${pattern} finds no file.`);
    for (const file of files) found.add(posix.normalize(file));
  }
  return [...found].toSorted();
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

async function search(
  glob: string,
  { cwd, ignore, gitignore }: Omit<FindOptions, 'patterns'>,
): Promise<readonly string[]> {
  if (!isDynamicPattern(glob)) return [];
  try {
    const options = { cwd, dot: true, expandDirectories: false, followSymbolicLinks: false } as const;
    return await globby(glob, { ...options, ignore: [...ignore], gitignore });
  } catch (error) {
    const { code = 'unknown reason' } = error as NodeJS.ErrnoException;
    throw wrongUse(`${glob} cannot be searched (${code}).`);
  }
}
