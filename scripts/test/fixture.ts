import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { inspect } from '../lib/check.mjs';

/** Maps a path to a text, to a value to write as JSON, or to undefined for no file. */
export type Files = Readonly<Record<string, string | object | undefined>>;

/** Creates a folder with these files. It is deleted after the test. */
export async function createTree(files: Files): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'flagstaff-fixture-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    if (content === undefined) continue;
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return root;
}

export interface Outcome {
  readonly summary: string;
  readonly problems: string;
}

/** Runs a check on a tree of these files. Resolves to what it prints. */
export async function inspectTree(check: Parameters<typeof inspect>[1], files: Files): Promise<Outcome> {
  const { summary, problems } = await inspect('check', check, await createTree(files));
  return { summary, problems: problems.join('\n') };
}
