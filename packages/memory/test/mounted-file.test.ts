// Files on mounts of their own, as containers have them. Mounts need a namespace, and so a process, of their own.
import { execFile, execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { describe, expect, it, onTestFinished } from 'vitest';

const run = promisify(execFile);

/** Ways to a mount namespace: any user where the kernel allows it, else the superuser. */
const WAYS = {
  'as any user': ['--user', '--map-root-user', '--mount'],
  'as the superuser': ['--mount'],
};

/** Returns the first way that works. Undefined on other systems than Linux, and in containers that forbid both. */
function findWay(): keyof typeof WAYS | undefined {
  return (Object.keys(WAYS) as (keyof typeof WAYS)[]).find((way) => {
    try {
      execFileSync('unshare', [...WAYS[way], 'mount', '-t', 'tmpfs', 'tmpfs', tmpdir()], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  });
}

const way = findWay();
const DOCUMENTS = JSON.stringify([{ kind: 'flag', key: 'a', type: 'boolean' }]);

/** Opens the file, prints what `attempts` resolve to as JSON, and closes it. */
const program = (attempts: string): string => `
  import { readFile, readdir, writeFile } from 'node:fs/promises';
  import { fileStorage } from '@flagstaff/memory/file';
  const storage = fileStorage({ path: 'folder/flags.json' });
  const failure = (promise) => promise.then(() => 'written', ({ code, message }) => ({ code, message }));
  const attempts = async () => { ${attempts} };
  console.log(JSON.stringify(await attempts()));
  await storage.close();
`;

const WRITES = `
  const refused = [
    await failure(storage.set({ kind: 'flag', key: 'b', type: 'boolean' })),
    await failure(storage.delete('flag:a')),
  ];
`;

/** Runs a program in an empty folder after these commands of a shell, in a mount namespace. Resolves to what it prints. */
async function runMounted(commands: string, attempts: string): Promise<unknown> {
  const place = await mkdtemp(join(tmpdir(), 'flagstaff-mount-'));
  onTestFinished(() => rm(place, { recursive: true }));
  const { outputFiles } = await build({
    stdin: { contents: program(attempts), resolveDir: fileURLToPath(new URL('.', import.meta.url)) },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    conditions: ['@flagstaff/source'],
  });
  await writeFile(join(place, 'program.mjs'), outputFiles[0]!.text);
  await writeFile(join(place, 'outside.json'), DOCUMENTS);
  const script = `set -e; mkdir folder; ${commands}; exec "$0" program.mjs`;
  const { stdout } = await run('unshare', [...WAYS[way!], 'sh', '-c', script, process.execPath], { cwd: place });
  return JSON.parse(stdout);
}

describe.skipIf(way === undefined)(`a mounted file, ${way ?? 'skipped: mounts are not allowed here'}`, () => {
  it('serves, follows edits, and refuses writes in words when it is mounted by itself', async () => {
    const found = await runMounted(
      'cp outside.json folder/flags.json; mount --bind outside.json folder/flags.json',
      `${WRITES}
      const kept = await readFile('outside.json', 'utf8');
      const files = await readdir('folder');
      const before = await storage.list();
      // A watch does not keep the process alive.
      const alive = setInterval(() => {}, 1_000);
      let hear;
      const hint = new Promise((resolve) => (hear = resolve));
      await storage.watch(() => hear(true));
      await writeFile('outside.json', '[]');
      const heard = await hint;
      clearInterval(alive);
      return { refused, kept, files, before: before.length, heard, after: await storage.list() };`,
    );
    const refused = { code: 'READ_ONLY', message: expect.stringContaining('mount the folder') as string };
    expect(found).toEqual({
      refused: [refused, refused],
      kept: DOCUMENTS,
      files: ['flags.json'],
      before: 1,
      heard: true,
      after: [],
    });
  });

  it('serves, and refuses writes in words on a read-only file system', async () => {
    const found = await runMounted(
      'mount -t tmpfs tmpfs folder; cp outside.json folder/flags.json; mount -o remount,ro folder',
      `${WRITES} return { refused, list: await storage.list() };`,
    );
    const refused = {
      code: 'READ_ONLY',
      message: expect.stringContaining('is read-only. Nothing was written.') as string,
    };
    expect(found).toMatchObject({ refused: [refused, refused], list: [{ key: 'a' }] });
  });
});
