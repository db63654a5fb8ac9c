import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { capture } from '../lib/run.mjs';
import { createTree } from './fixture.ts';

const library = fileURLToPath(new URL('../lib/check.mjs', import.meta.url));

const script = `
import { readdir } from 'node:fs/promises';
import { runCheck } from ${JSON.stringify(library)};
await runCheck('check:files', async (root) => {
  const files = (await readdir(root)).filter((name) => name !== 'check.mjs');
  return { problems: files.filter((name) => name === 'bad').map((name) => name + ' is bad'), counts: { files: files.length } };
});
`;

it.each([
  ['passes on', { good: '' }, 0, 'check:files: 1 files\ncheck:files: passed\n', ''],
  [
    'fails on a fault of',
    { good: '', bad: '' },
    1,
    'check:files: 2 files\ncheck:files: 1 problems\n',
    '  ✖ bad is bad\n',
  ],
  [
    'fails without items in',
    {},
    1,
    'check:files: 0 files\ncheck:files: 1 problems\n',
    '  ✖ check:files found no files to check\n',
  ],
] as const)('a check %s the tree that its argument names', async (_title, files, code, stdout, stderr) => {
  const root = await createTree({ ...files, 'check.mjs': script });
  expect(await capture(process.execPath, [`${root}/check.mjs`, root])).toEqual({ code, stdout, stderr });
});
