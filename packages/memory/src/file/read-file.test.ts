import { mkdtemp, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readContent } from './read-file.ts';

let folder = '';
let path = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flagstaff-read-'));
  path = join(folder, 'flags.json');
});
afterEach(() => rm(folder, { recursive: true }));

/** Changes of the file between reads, in order. */
function between(...steps: (() => Promise<void>)[]): { settle(): Promise<void>; readonly looks: number } {
  let looks = 1;
  return {
    async settle() {
      await steps[looks - 1]?.();
      looks += 1;
    },
    get looks() {
      return looks;
    },
  };
}

const write = (text: string) => (): Promise<void> => writeFile(path, text);

it('waits while an editor writes in steps, and returns the result', async () => {
  await writeFile(path, '');
  const editor = between(write('['), write('[{"kind":'), write('[{"kind":"segment","key":"s"}]'));
  const { content } = await readContent(path, editor.settle);
  expect(content.documents).toEqual([{ kind: 'segment', key: 's' }]);
  expect(editor.looks).toBe(4);
});

it('waits for an editor that removes the file for a moment', async () => {
  await writeFile(path, '[{');
  const editor = between(() => unlink(path), write('[]'));
  expect((await readContent(path, editor.settle)).content.documents).toEqual([]);
});

it('returns valid content immediately', async () => {
  await writeFile(path, '[]');
  const editor = between();
  await readContent(path, editor.settle);
  expect(editor.looks).toBe(1);
});

it.each([
  ['[{', 'STORAGE_CORRUPT'],
  [undefined, 'STORAGE_UNINITIALIZED'],
])('accepts %j once it stays unchanged', async (text, code) => {
  if (text !== undefined) await writeFile(path, text);
  const editor = between();
  await expect(readContent(path, editor.settle)).rejects.toMatchObject({ code });
  expect(editor.looks).toBe(2);
});

it('stops waiting for a file that keeps changing', async () => {
  await writeFile(path, '[');
  const editor = between(...Array.from({ length: 100 }, (_, index) => write('['.repeat(index + 2))));
  await expect(readContent(path, editor.settle)).rejects.toMatchObject({ code: 'STORAGE_CORRUPT' });
});
