// A version of Node that has no global Web Crypto.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { oldNode } from '@flagstaff/spec';
import { build } from 'esbuild';
import { expect, it, onTestFinished } from 'vitest';

const run = promisify(execFile);
const node = oldNode();

it.skipIf(node === undefined)('says in one sentence that Node 18 is too old', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'flagstaff-old-node-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const program = join(folder, 'program.mjs');
  const { outputFiles } = await build({
    stdin: {
      contents: `
        import { createFlagstaff } from '@flagstaff/core';
        try {
          createFlagstaff();
        } catch ({ code, message }) {
          console.log(JSON.stringify({ version: process.version, code, message }));
        }`,
      resolveDir: fileURLToPath(new URL('.', import.meta.url)),
    },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'esnext',
    conditions: ['@flagstaff/source'],
  });
  await writeFile(program, outputFiles[0]!.text);
  const { stdout, stderr } = await run(node!, [program]);
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toEqual({
    version: expect.stringMatching(/^v18\./) as string,
    code: 'INVALID_OPTIONS',
    message: 'createFlagstaff: this runtime has no Web Crypto. Use Node 20.19 or later.',
  });
});
