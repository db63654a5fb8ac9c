import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileStorage } from '@flagstaff/memory/file';
import { expect, it, onTestFinished } from 'vitest';

const DOCUMENTS = JSON.stringify([{ kind: 'flag', key: 'a', type: 'boolean' }]);
const NEW = { kind: 'flag', key: 'b', type: 'boolean' } as const;

function mount(...args: readonly string[]): boolean {
  try {
    execFileSync('mount', args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const unmount = (path: string): unknown => execFileSync('umount', [path], { stdio: 'ignore' });

function freshFolder(): string {
  return mkdtempSync(join(tmpdir(), 'flagstaff-mount-'));
}

/** Only the superuser of Linux may, and not in every container. */
function mayMount(): boolean {
  const folder = freshFolder();
  const mounted = mount('-t', 'tmpfs', 'tmpfs', folder);
  if (mounted) unmount(folder);
  rmSync(folder, { recursive: true });
  return mounted;
}

it.skipIf(!mayMount())(
  'a file that is mounted by itself serves, follows edits, and refuses writes in words',
  async () => {
    const folder = freshFolder();
    const [outside, path] = [join(folder, 'outside.json'), join(folder, 'flags.json')];
    for (const file of [outside, path]) writeFileSync(file, DOCUMENTS);
    expect(mount('--bind', outside, path)).toBe(true);
    onTestFinished(() => {
      unmount(path);
      rmSync(folder, { recursive: true });
    });
    const storage = fileStorage({ path });
    onTestFinished(() => storage.close());
    let hints = 0;
    await storage.watch(() => (hints += 1));

    const refused = { code: 'READ_ONLY', message: expect.stringContaining('mount the folder') as string };
    await expect(storage.set(NEW)).rejects.toMatchObject(refused);
    await expect(storage.delete('flag:a')).rejects.toMatchObject(refused);
    expect(await readFile(outside, 'utf8')).toBe(DOCUMENTS);
    expect((await readdir(folder)).sort()).toEqual(['flags.json', 'outside.json']);

    await writeFile(outside, '[]');
    await expect.poll(() => hints).toBeGreaterThan(0);
    expect(await storage.list()).toEqual([]);
  },
);

it.skipIf(!mayMount())('a file on a read-only file system serves, and refuses writes in words', async () => {
  const folder = freshFolder();
  const path = join(folder, 'flags.json');
  expect(mount('-t', 'tmpfs', 'tmpfs', folder)).toBe(true);
  onTestFinished(() => {
    unmount(folder);
    rmSync(folder, { recursive: true });
  });
  writeFileSync(path, DOCUMENTS);
  expect(mount('-o', 'remount,ro', folder)).toBe(true);
  const storage = fileStorage({ path });
  onTestFinished(() => storage.close());
  expect(await storage.list()).toMatchObject([{ key: 'a' }]);
  await expect(storage.set(NEW)).rejects.toMatchObject({
    code: 'READ_ONLY',
    message: expect.stringContaining('is read-only. Nothing was written.') as string,
  });
});
