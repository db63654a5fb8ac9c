import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

export interface Folder {
  readonly path: string;
  read(name: string): Promise<string>;
  write(name: string, content: unknown): Promise<string>;
}

/** Creates a folder, which ends with the test. */
export async function createFolder(files: { readonly [name: string]: unknown } = {}): Promise<Folder> {
  const path = await mkdtemp(join(tmpdir(), 'flagstaff-cli-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  const folder: Folder = {
    path,
    read: (name) => readFile(join(path, name), 'utf8'),
    async write(name, content) {
      await mkdir(dirname(join(path, name)), { recursive: true });
      await writeFile(join(path, name), typeof content === 'string' ? content : JSON.stringify(content));
      return join(path, name);
    },
  };
  for (const [name, content] of Object.entries(files)) await folder.write(name, content);
  return folder;
}
