import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { ROOT } from '../lib/root.mjs';

/** Words to avoid, in pieces, so that this file has none. */
const [REPEATED, LAST] = ['behavi', 'col'].map((start) => `${start}our`);

it('finds a word to avoid at the end of a long file, after thousands of unknown and repeated words', async () => {
  const cspell = join(ROOT, 'node_modules', 'cspell', 'bin.mjs');
  const child = execFile(process.execPath, [cspell, 'lint', '--no-progress', '--no-summary', 'stdin://long.md'], {
    cwd: ROOT,
  });
  const ended = once(child, 'close');
  child.stdin?.end(`${'zzyzx zzyzy mendacious '.repeat(3_000)}\n${`${REPEATED}\n`.repeat(20)}${LAST}\n`);
  const found = await text(child.stdout!);
  await ended;
  expect(found.split(`(${REPEATED})`)).toHaveLength(21);
  expect(found).toContain(`(${LAST})`);
});
