// A process that is killed while it writes leaves its file intact, and the next start cleans up the folder.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { lastKnownGoodFile } from '@flagstaff/core/node';
import { fileStorage } from '@flagstaff/memory/file';
import { count } from '@flagstaff/spec';
import { describe, expect, it, onTestFinished } from 'vitest';

const flag = (key: string) => ({ kind: 'flag', key, type: 'boolean', default: 'on' }) as const;

describe('a process that is killed in the middle of writing', () => {
  const SOURCES = {
    'a flag file': `
      import { fileStorage } from '@flagstaff/memory/file';
      const storage = fileStorage({ path: process.argv[2] });
      process.stdout.write('writes');
      for (let n = 0; ; n += 1) await storage.set({ kind: 'flag', key: 'k' + (n % 5), type: 'boolean', default: 'on', description: 'x'.repeat(20000) });`,
    'a last-known-good file': `
      import { lastKnownGoodFile } from '@flagstaff/core/node';
      const place = lastKnownGoodFile(process.argv[2]);
      process.stdout.write('writes');
      for (;;) await place.write('y'.repeat(2000000));`,
  };

  it.each(Object.entries(SOURCES))(
    'leaves %s intact, and a clean folder after the next start',
    async (kind, source) => {
      const folder = await mkdtemp(join(tmpdir(), 'flagstaff-killed-'));
      onTestFinished(() => rm(folder, { recursive: true, force: true }));
      const path = join(folder, 'flags.json');
      await writeFile(path, '[]');
      const bundle = join(folder, 'bin', 'writer.mjs');
      await mkdir(join(folder, 'bin'));
      await build({
        stdin: { contents: source, resolveDir: import.meta.dirname, loader: 'ts' },
        bundle: true,
        platform: 'node',
        format: 'esm',
        conditions: ['@flagstaff/source'],
        outfile: bundle,
        logLevel: 'silent',
      });
      for (let round = 0; round < count(3, 6); round += 1) {
        const child = spawn(process.execPath, [bundle, path], { stdio: ['ignore', 'pipe', 'ignore'] });
        await once(child.stdout, 'data');
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 60));
        const gone = once(child, 'exit');
        child.kill('SIGKILL');
        // Still writing when it was killed.
        expect((await gone)[1]).toBe('SIGKILL');
      }
      if (kind === 'a flag file') await fileStorage({ path }).set(flag('after'));
      else await lastKnownGoodFile(path).write('after');
      await expect
        .poll(async () => (await readdir(folder)).toSorted(), { timeout: 15_000 })
        .toEqual(['bin', 'flags.json']);
      expect(await readFile(path, 'utf8')).toContain('after');
    },
  );
});
