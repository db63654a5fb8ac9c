import { createFlagstaff } from '@flagstaff/core';
import type { Flagstaff, FlagstaffError } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import { memoryStorage } from '@flagstaff/memory';
import { fileStorage, readDocuments } from '@flagstaff/memory/file';
import {
  chmod,
  mkdtemp,
  open,
  readFile,
  readdir,
  rename,
  rm,
  stat,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

let folder = '';
let path = '';
const clients: Flagstaff[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flagstaff-file-'));
  path = join(folder, 'flags.json');
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
  await rm(folder, { recursive: true });
});

const flag = (key: string, on: boolean): object => ({ kind: 'flag', key, type: 'boolean', default: on ? 'on' : 'off' });
const text = (...documents: object[]): string => JSON.stringify(documents, null, 2);

/** Creates a client that has loaded the file, and records its errors. */
async function follow(): Promise<{ client: Flagstaff; problems: FlagstaffError[] }> {
  // The client polls slowly, so a quick change was announced by the storage.
  const client = createFlagstaff({ storage: fileStorage({ path }), pollIntervalMs: 60_000 });
  clients.push(client);
  const problems: FlagstaffError[] = [];
  client.on('error', (problem) => problems.push(problem));
  await client.ready({ timeoutMs: 30_000 });
  return { client, problems };
}

const isOn = (client: Flagstaff, key = 'a'): boolean => client.forContext({}).isEnabled(key);

/** Saves atomically, as many editors do. */
async function replace(content: string): Promise<void> {
  await writeFile(`${path}~`, content);
  await rename(`${path}~`, path);
}

function soon(assertion: () => void): Promise<void> {
  return vi.waitFor(assertion, { timeout: 10_000, interval: 10 });
}

describe('a client on a file', () => {
  it('sees an edit that keeps the version', async () => {
    await writeFile(path, text(flag('a', false)));
    const { client } = await follow();
    expect(isOn(client)).toBe(false);
    await writeFile(path, text(flag('a', true)));
    await soon(() => expect(isOn(client)).toBe(true));
    expect((await manage(client).get('flag:a'))?.version).toBe(1);
  });

  it('sees every edit of an editor that replaces the file', async () => {
    await writeFile(path, text(flag('a', false)));
    const { client, problems } = await follow();
    for (const on of [true, false, true, false]) {
      await replace(text(flag('a', on)));
      await soon(() => expect(isOn(client)).toBe(on));
    }
    expect(problems).toEqual([]);
  });

  it('eventually sees the result of an editor that writes in steps', async () => {
    await writeFile(path, text(flag('a', false)));
    const { client } = await follow();
    const whole = text(flag('a', true), flag('b', true));
    const file = await open(path, 'w');
    for (let at = 0; at < whole.length; at += 40) {
      await file.write(whole.slice(at, at + 40));
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await file.close();
    await soon(() => expect({ a: isOn(client), b: isOn(client, 'b') }).toEqual({ a: true, b: true }));
    // Whether it reported an error meanwhile depends on the machine's speed: packages/memory/src/file/read-file.test.ts.
    expect(client.state).toBe('ready');
  });

  it('keeps serving while the file is broken, reports the position, and recovers when it is fixed', async () => {
    await writeFile(path, text(flag('a', true)));
    const { client, problems } = await follow();
    await replace('[\n  { "kind": "flag" "key": "a" }\n]\n');
    await soon(() => expect(problems).toHaveLength(1));
    expect(problems[0]).toMatchObject({ code: 'STORAGE_CORRUPT' });
    expect(problems[0]?.message).toContain(`${path} is not JSON: line 2, column 20: expected , or }, found "\\""`);
    expect(client.state).toBe('stale');
    expect(isOn(client)).toBe(true);

    await replace(text(flag('a', false)));
    await soon(() => expect([isOn(client), client.state]).toEqual([false, 'ready']));
    expect(problems).toHaveLength(1);
  });

  it('keeps serving while the file is missing', async () => {
    await writeFile(path, text(flag('a', true)));
    const { client, problems } = await follow();
    await rm(path);
    await soon(() => expect(client.state).toBe('stale'));
    expect(problems[0]?.message).toContain('does not exist');
    expect(isOn(client)).toBe(true);
    await replace(text(flag('a', false)));
    await soon(() => expect([isOn(client), client.state]).toEqual([false, 'ready']));
  });

  it('keeps serving when every document disappears', async () => {
    await writeFile(path, text(flag('a', true)));
    const { client, problems } = await follow();
    await replace('[]');
    await soon(() => expect(problems).toMatchObject([{ code: 'STORE_LOST' }]));
    expect(isOn(client)).toBe(true);
    // This instance had documents of the file, and does not start empty.
    const definitions = { a: { type: 'boolean' } } as const;
    await expect(manage(client).sync(definitions)).rejects.toMatchObject({ code: 'STORE_LOST' });
    await expect(manage(client).set(flag('a', false) as never)).rejects.toMatchObject({ code: 'STORE_LOST' });
    await rm(path);
    await expect(manage(client).sync(definitions)).rejects.toMatchObject({ code: 'STORAGE_UNINITIALIZED' });
    await replace(text(flag('a', false)));
    await soon(() => expect(isOn(client)).toBe(false));
  });

  it('leaves an invalid document to the client, and returns the others', async () => {
    await writeFile(path, text(flag('a', false), flag('b', false)));
    const { client, problems } = await follow();
    await replace(text({ ...flag('a', true), typo: 1 }, flag('b', true)));
    await soon(() => expect(isOn(client, 'b')).toBe(true));
    expect(isOn(client)).toBe(false);
    expect(problems).toMatchObject([{ code: 'DOCUMENT_REJECTED' }]);
    expect(problems[0]?.message).toContain('typo');
  });

  it('detects a fix of a file that was broken at the start', async () => {
    await writeFile(path, 'nonsense');
    const client = createFlagstaff({ storage: fileStorage({ path }) });
    clients.push(client);
    await expect(client.ready({ timeoutMs: 200 })).rejects.toMatchObject({ code: 'READY_TIMEOUT' });
    await writeFile(path, text(flag('a', true)));
    await soon(() => expect(isOn(client)).toBe(true));
  });
});

describe('fileStorage writes', () => {
  it('keep the order and handwritten content, and are readable', async () => {
    const written = { $schema: './flags.schema.json', documents: [flag('z', true), flag('m', false), flag('a', true)] };
    await writeFile(path, JSON.stringify(written));
    const storage = fileStorage({ path });
    const stored = await storage.set({ kind: 'flag', key: 'm', type: 'boolean', default: 'on' }, { actor: 'ada' });
    await storage.set({ kind: 'segment', key: 'new' });
    const after = await readFile(path, 'utf8');
    expect(JSON.parse(after)).toMatchObject({
      $schema: './flags.schema.json',
      documents: [
        flag('z', true),
        { key: 'm', default: 'on', version: 2, updatedBy: 'ada' },
        flag('a', true),
        { key: 'new' },
      ],
    });
    expect(after).toContain('\n    {\n      "kind": "flag",\n      "key": "z",');
    expect(after).toContain('      "default": "on"\n    },');
    expect(stored.version).toBe(2);
    expect(await readdir(folder), 'no temporary file remains').toEqual(['flags.json']);
  });

  it('keep a list a list, until a deletion must be recorded', async () => {
    await writeFile(path, text(flag('a', true), flag('b', true)));
    const storage = fileStorage({ path });
    await storage.set({ kind: 'flag', key: 'c', type: 'boolean' });
    expect(JSON.parse(await readFile(path, 'utf8'))).toHaveLength(3);
    await storage.delete('flag:a');
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({
      documents: [{ key: 'b' }, { key: 'c' }],
      deleted: { 'flag:a': 1 },
    });
    expect(await storage.set({ kind: 'flag', key: 'a', type: 'boolean' })).toMatchObject({ version: 2 });
  });

  it('do not overwrite a broken file, which may be in the middle of an edit', async () => {
    await writeFile(path, '[{]');
    const storage = fileStorage({ path });
    await expect(storage.set({ kind: 'segment', key: 's' })).rejects.toMatchObject({ code: 'STORAGE_CORRUPT' });
    expect(await readFile(path, 'utf8')).toBe('[{]');
  });

  it('keep the permissions, and a symbolic link', async () => {
    await writeFile(path, '[]');
    await chmod(path, 0o640);
    const link = join(folder, 'link.json');
    await symlink(path, link);
    await fileStorage({ path: link }).set({ kind: 'segment', key: 's' });
    expect(JSON.parse(await readFile(path, 'utf8'))).toHaveLength(1);
    expect((await stat(path)).mode & 0o777).toBe(0o640);
  });

  it('are not blocked by the lock of a dead process', async () => {
    await writeFile(path, '[]');
    const lock = await open(`${path}.lock`, 'w');
    await lock.utimes(new Date(0), new Date(0));
    await lock.close();
    await fileStorage({ path }).set({ kind: 'segment', key: 's' });
    expect(await readdir(folder)).toEqual(['flags.json']);
  });
});

describe('fileStorage errors', () => {
  it.each([
    ['', 'line 1, column 1: expected a value, found the end of the file'],
    ['[{]', 'line 1, column 3: expected a name in double quotes or }'],
    ['42', 'contains neither a list of documents nor'],
    ['{"flags":[]}', 'contains neither a list of documents nor'],
    ['{"documents":[],"deleted":[]}', 'has a "deleted" that is not an object'],
    [text(flag('a', true), flag('b', true), flag('a', false)), 'contains flag:a twice: documents[0] and documents[2]'],
  ])('%s', async (content, message) => {
    await writeFile(path, content);
    await expect(fileStorage({ path }).list()).rejects.toMatchObject({
      code: 'STORAGE_CORRUPT',
      message: expect.stringContaining(message) as string,
    });
  });

  it('rejects a file that does not exist', async () => {
    const storage = fileStorage({ path });
    await expect(storage.list()).rejects.toMatchObject({ code: 'STORAGE_UNINITIALIZED' });
    await expect(storage.set({ kind: 'segment', key: 's' })).rejects.toMatchObject({ code: 'STORAGE_UNINITIALIZED' });
  });

  it('rejects invalid options', () => {
    expect(() => fileStorage({ path: '' })).toThrow(/path must be the path .* It is ""/);
    expect(() => fileStorage({ path, pollIntervalMs: 0 })).toThrow(/pollIntervalMs is 0/);
  });
});

describe('fileStorage input', () => {
  it('accepts a URL, a byte order mark, and missing or invalid storage fields', async () => {
    await writeFile(
      path,
      `\ufeff${text(flag('a', true), { ...flag('b', true), version: 'two' }, { ...flag('c', true), version: 7 })}`,
    );
    const documents = await fileStorage({ path: pathToFileURL(path) }).list();
    expect(documents.map(({ version }) => version)).toEqual([1, 1, 7]);
    expect(documents[0]?.createdAt).toBe('1970-01-01T00:00:00.000Z');
  });

  it('keeps watching after the file was removed', async () => {
    await writeFile(path, '[]');
    const storage = fileStorage({ path, pollIntervalMs: 20 });
    let calls = 0;
    const stop = await storage.watch(() => calls++);
    await truncate(path, 0);
    await soon(() => expect(calls).toBeGreaterThan(0));
    await stop();
    await storage.close();
  });
});

describe('readDocuments', () => {
  it('returns documents to seed another storage', async () => {
    await writeFile(path, JSON.stringify({ documents: [{ ...flag('a', true), version: 9 }] }));
    const storage = memoryStorage({ documents: await readDocuments(path) });
    expect(await storage.list()).toMatchObject([{ key: 'a', default: 'on', version: 1 }]);
  });
});
