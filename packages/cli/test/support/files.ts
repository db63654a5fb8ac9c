import { run } from '../../src/frame/run.ts';
import type { LoadedConfig } from '../../src/config/load-config.ts';
import { createFolder } from './folder.ts';
import { createFakeIo } from './io.ts';
import type { FakeIoOptions } from './io.ts';
import type { Ran } from './ways.ts';

/** Texts by path. */
export interface Files {
  readonly [path: string]: string;
}

/** Writes files to a folder of their own, which ends with the test. Resolves to its path. */
export async function writeFiles(files: Files): Promise<string> {
  return (await createFolder(files)).path;
}

/** Runs a command in a folder, in this process. */
export async function runIn(
  cwd: string,
  argv: readonly string[],
  { config, ...options }: FakeIoOptions & { readonly config?: LoadedConfig } = {},
): Promise<Ran> {
  const io = createFakeIo({ cwd, ...options });
  const code = await run(argv, io, config === undefined ? {} : { config });
  return { code, ...io.text };
}
