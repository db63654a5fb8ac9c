import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileStorage } from '@flagstaff/memory/file';
import { expect, it } from 'vitest';
import { run } from '../src/frame/run.ts';
import { createFakeIo } from './support/io.ts';
import { createFolder } from './support/folder.ts';

it.each([
  [undefined, 'does not exist. Create it with the content [].'],
  ['{}', 'flags.json'],
])('says what is wrong with a file that holds %s', async (text, words) => {
  const folder = await createFolder({});
  const path = join(folder.path, 'flags.json');
  if (text !== undefined) await writeFile(path, text);
  const io = createFakeIo({ cwd: folder.path });
  const config = { path: 'flagstaff.config.ts', storage: () => fileStorage({ path }) };
  expect(await run(['list'], io, { config })).toBe(4);
  expect(io.text.stderr).toContain(words);
});
