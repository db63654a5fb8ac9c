import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { findFiles } from '../files/find-files.ts';
import { wrongUse } from '../frame/failure.ts';

/** A file of code. */
export interface SourceCode {
  /** The path from the working directory. */
  readonly file: string;
  readonly text: string;
}

const ALL = '**/*.{js,mjs,cjs,jsx,ts,mts,cts,tsx}';

/** Reads the files of globs, without those that are ignored. Without globs, all JavaScript and TypeScript. */
export async function readSources(cwd: string, globs: readonly string[]): Promise<readonly SourceCode[]> {
  const patterns = globs.length === 0 ? [ALL] : globs;
  const files = await findFiles({ cwd, patterns, ignore: ['**/node_modules/**', '**/.git/**'], gitignore: true });
  const sources: SourceCode[] = [];
  // One by one: a repository has more files than a process may open.
  for (const file of files) {
    const text = await readFile(resolve(cwd, file), 'utf8').catch(() => {
      throw wrongUse(`The file ${file} cannot be read.`);
    });
    sources.push({ file, text });
  }
  return sources;
}
