// The files that a process leaves behind when it is killed while it writes are removed later.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lastKnownGoodFile } from '@flagstaff/core/node';
import { fileStorage } from '@flagstaff/memory/file';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';

let folder = '';
let path = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flagstaff-killed-'));
  path = join(folder, 'flags.json');
  await writeFile(path, '[]');
  const made = folder;
  onTestFinished(() => rm(made, { recursive: true, force: true }));
});

const UUID = '00000000-0000-4000-8000-000000000000';
const flag = (key: string) => ({ kind: 'flag', key, type: 'boolean', default: 'on' }) as const;

/** Starts an idle process, and returns its name among the writers. */
async function otherProcess(): Promise<{ pid: number; kill: () => Promise<void> }> {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], { stdio: 'ignore' });
  await once(child, 'spawn');
  const gone = once(child, 'exit');
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await gone;
  };
  onTestFinished(kill);
  return { pid: child.pid!, kill };
}

/** Returns the names of the temporary files that a process writes beside a path. */
async function temporaryOf(pid: number, target: string): Promise<string> {
  const { temporaryFor } = await import('@flagstaff/core/node');
  const own = temporaryFor(target);
  return own.replace(`.${process.pid}.`, `.${pid}.`);
}

describe.each([
  ['a flag file', () => fileStorage({ path }).list()],
  ['a last-known-good file', () => lastKnownGoodFile(path).read()],
])('the next start of %s', (_, start) => {
  it('removes the temporary file of a killed process, and none of a living one', async () => {
    const [dead, living] = [await otherProcess(), await otherProcess()];
    const [left, kept] = [await temporaryOf(dead.pid, path), await temporaryOf(living.pid, path)];
    await writeFile(left, 'half');
    await writeFile(kept, 'half');
    await dead.kill();
    await start();
    await expect.poll(() => readdir(folder)).not.toContain(left.slice(folder.length + 1));
    expect(await readFile(kept, 'utf8')).toBe('half');
  });

  it('removes a temporary file with its own process id that is older than the process', async () => {
    const left = await temporaryOf(process.pid, path);
    await writeFile(left, 'half');
    const before = Date.now() / 1_000 - process.uptime() - 60;
    await utimes(left, before, before);
    await start();
    await expect.poll(() => readdir(folder)).toEqual(['flags.json']);
  });

  it('removes an old one of another machine or an earlier version, and keeps all other files', async () => {
    const old = [`flags.json.${UUID}.tmp`, `flags.json.0123456789abcdef.1.${UUID}.tmp`];
    const others = [
      'flags.json.tmp',
      'flags.json.bak.tmp',
      `other.json.${UUID}.tmp`,
      `flags.json.${UUID}.tmp.txt`,
      `flags.json.0123456789abcdef.2.${UUID}.tmp`,
    ];
    const young = others.at(-1);
    for (const name of [...old, ...others]) await writeFile(join(folder, name), 'x');
    const before = Date.now() / 1_000 - 3_600;
    for (const name of [...old, ...others]) if (name !== young) await utimes(join(folder, name), before, before);
    await start();
    await expect.poll(async () => (await readdir(folder)).toSorted()).toEqual(['flags.json', ...others].toSorted());
  });
});

it('does not wait for the lock of a killed process', async () => {
  const dead = await otherProcess();
  const name = (await temporaryOf(dead.pid, path))
    .slice(path.length + 1)
    .split('.')
    .slice(0, 2)
    .join('.');
  await writeFile(`${path}.lock`, name);
  await dead.kill();
  const storage = fileStorage({ path });
  await storage.set(flag('a'));
  await expect.poll(() => readdir(folder)).toEqual(['flags.json']);
});

it('waits for the lock of a living process', async () => {
  const living = await otherProcess();
  const name = (await temporaryOf(living.pid, path))
    .slice(path.length + 1)
    .split('.')
    .slice(0, 2)
    .join('.');
  await writeFile(`${path}.lock`, name);
  let done = false;
  const storage = fileStorage({ path });
  const writing = storage.set(flag('a')).then(() => (done = true));
  await storage.list();
  expect(done).toBe(false);
  expect(await readFile(`${path}.lock`, 'utf8')).toBe(name);
  await rm(`${path}.lock`);
  await writing;
});
