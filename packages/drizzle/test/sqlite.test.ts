import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createClient } from '@libsql/client';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { flag, freshPath, open } from './support/stores.ts';

/** Runs a program of its own, in this package so that it finds the drivers; resolves when it has said a word. */
async function program(source: string, word: string): Promise<ReturnType<typeof spawn>> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', source], {
    cwd: new URL('..', import.meta.url),
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  await new Promise<void>((resolve, reject) => {
    child.once('exit', () => reject(new Error(`The program ended before it said ${word}.`)));
    child.stdout.on('data', (chunk) => String(chunk).includes(word) && resolve());
  });
  return child;
}

const holder = (url: string): string => `
  import { createClient } from '@libsql/client';
  const client = createClient({ url: ${JSON.stringify(url)}, timeout: 30_000 });
  const tx = await client.transaction('write');
  console.log('held');
  process.stdin.once('data', async () => { await tx.rollback(); client.close(); process.exit(); });
`;

describe('a SQLite file', () => {
  it('is written while another process holds the lock: the event loop turns, and the write follows', async () => {
    const url = `file:${freshPath()}`;
    const storage = open({ url, autoMigrate: true, loadTimeoutMs: 60_000 });
    await storage.set(flag('a'));
    const other = await program(holder(url), 'held');
    let turns = 0;
    const counting = setInterval(() => (turns += 1), 1);
    const writing = storage.set(flag('b'));
    // A driver that waited for the lock itself would not let the loop turn even once.
    await vi.waitUntil(() => turns >= 20, 30_000);
    expect(
      (await storage.list()).map(({ key }) => key),
      'reads do not wait',
    ).toEqual(['a']);
    other.stdin?.write('let go\n');
    await writing;
    clearInterval(counting);
    expect((await storage.list()).map(({ key }) => key)).toEqual(['a', 'b']);
  });

  it('is given up after a while, and nothing was written', async () => {
    const url = `file:${freshPath()}`;
    const storage = open({ url, autoMigrate: true });
    await storage.set(flag('a'));
    const other = await program(holder(url), 'held');
    await expect(storage.set(flag('b'))).rejects.toMatchObject({ code: 'STORAGE_TIMEOUT' });
    other.stdin?.write('let go\n');
    await once(other, 'exit');
    expect((await storage.list()).map(({ key }) => key)).toEqual(['a']);
  });

  it('holds every write that was acknowledged after a lock was met, and another process reads them', async () => {
    const url = `file:${freshPath()}`;
    const storage = open({ url, autoMigrate: true, loadTimeoutMs: 60_000 });
    await storage.set(flag('a'));
    const other = await program(holder(url), 'held');
    const first = storage.set(flag('w0'));
    await new Promise((resolve) => setTimeout(resolve, 100));
    other.stdin?.write('let go\n');
    await first;
    for (let write = 1; write < 20; write += 1) await storage.set(flag(`w${write}`));
    expect(await countElsewhere(url, 'flagstaff_documents', 'flag:w%')).toBe(20);
  });

  it('would lose them with the driver alone: the control, without which the test before has no power', async () => {
    let lost = 0;
    // A garbage collection at the right moment heals the driver: what counts is that it happens at all.
    for (let round = 0; round < 10 && lost === 0; round += 1) lost = await countLost();
    expect(lost).toBeGreaterThan(0);
  });
});

/** How many of 20 writes that the driver acknowledged are not there once the process that wrote them is killed. */
async function countLost(): Promise<number> {
  const url = `file:${freshPath()}`;
  const setUp = createClient({ url });
  await setUp.execute('PRAGMA journal_mode = WAL');
  await setUp.execute('CREATE TABLE t (id text PRIMARY KEY)');
  setUp.close();
  const other = await program(holder(url), 'held');
  const writer = await program(poisoned(url), 'busy');
  other.stdin?.write('let go\n');
  await once(other, 'exit');
  writer.stdin?.write('go on\n');
  await new Promise<void>((resolve) => {
    writer.stdout?.on('data', (chunk) => String(chunk).includes('acknowledged=20') && resolve());
  });
  writer.kill('SIGKILL');
  await once(writer, 'exit');
  return 20 - (await countElsewhere(url, 't', 'w%'));
}

/** A writer that goes on after BUSY as if nothing had been. */
const poisoned = (url: string): string => `
  import { createClient } from '@libsql/client';
  const client = createClient({ url: ${JSON.stringify(url)}, timeout: 0, concurrency: 1 });
  const write = (id) => client.execute({ sql: 'INSERT INTO t VALUES (?)', args: [id] });
  await write('x').catch(() => console.log('busy'));
  process.stdin.once('data', async () => {
    for (let i = 0; i < 20; i += 1) await write('w' + i);
    console.log('acknowledged=20');
  });
`;

/** Another connection sees what is in the file, not what a poisoned one believes. */
async function countElsewhere(url: string, table: string, pattern: string): Promise<number> {
  const client = createClient({ url });
  onTestFinished(() => client.close());
  const { rows } = await client.execute(`SELECT count(*) AS n FROM ${table} WHERE id LIKE '${pattern}'`);
  return Number(rows[0]?.['n']);
}
