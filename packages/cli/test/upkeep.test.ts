import { defineFlags, FlagstaffError } from '@flagstaff/core';
import { describe, expect, it } from 'vitest';
import { run } from '../src/frame/run.ts';
import { SHOP } from './support/documents.ts';
import { createFolder } from './support/folder.ts';
import { createFakeIo } from './support/io.ts';
import { openTerminal, WAYS } from './support/ways.ts';

const definitions = defineFlags({ theme: { type: 'boolean' }, planned: { type: 'boolean' } });

describe.each(WAYS)('report and doctor, %s', (way) => {
  it('lists flags that need attention, and fails on some findings', async () => {
    const documents = [...SHOP, { kind: 'flag', key: 'late', type: 'boolean', removeBy: '2020-01-01' } as const];
    const flagstaff = await openTerminal(way, { documents, definitions });
    const { code, stdout } = await flagstaff('report');
    expect(code).toBe(0);
    await expect(stdout).toMatchFileSnapshot('golden/report.txt');
    expect((await flagstaff('report', '--fail-on', 'overdue')).code).toBe(1);
    expect((await flagstaff('report', '--fail-on', 'settled')).code).toBe(0);
    expect((await flagstaff('report', '--fail-on', 'settled,absent')).code).toBe(1);
    expect((await flagstaff('report', '--fail-on', 'nope')).code).toBe(2);
    expect(await flagstaff('report', '--fail-on', 'overdue,inactive')).toMatchObject({
      code: 3,
      stdout: '',
      stderr: expect.stringContaining('counts no evaluations'),
    });
    expect(JSON.parse((await flagstaff('report', '--json')).stdout)).toMatchObject({
      overdue: [{ flag: 'late' }],
      absent: ['planned'],
    });
  });

  it('checks the way to the store', async () => {
    const flagstaff = await openTerminal(way, { documents: SHOP });
    const { code, stdout } = await flagstaff('doctor', '--json');
    const findings = JSON.parse(stdout) as readonly {
      readonly what: string;
      readonly ok: boolean;
      readonly detail: string;
    }[];
    expect(code).toBe(0);
    expect(findings.filter(({ ok }) => !ok)).toEqual([]);
    expect(findings).toContainEqual({ what: 'way', ok: true, detail: way });
    expect(findings).toContainEqual({ what: 'documents', ok: true, detail: '3 flags, 1 segment, 2 environments' });
    expect(findings).toContainEqual({ what: 'announcements', ok: true, detail: expect.stringContaining('listen') });
    expect(findings).toContainEqual({ what: 'policy', ok: true, detail: 'protected: production' });
    expect((await flagstaff('doctor')).stdout).toContain(way === 'direct' ? 'cli:ada, admin' : 'ci, admin');
  });
});

it('names a document that cannot be understood, and exits with 1', async () => {
  const { createMemoryStorage } = await import('@flagstaff/core/storage');
  const storage = createMemoryStorage();
  await storage.set({ kind: 'flag', key: 'odd', type: 'imaginary' } as never);
  const connect = async () => ({ ...storage, close: async () => undefined });
  const flagstaff = await openTerminal('direct', { connect });
  expect(await flagstaff('doctor')).toMatchObject({
    code: 1,
    stdout: expect.stringContaining('flag:odd cannot be understood'),
  });
});

it.each([
  [4_000, true, "within 4\\d\\d\\d ms of the store's"],
  [-90_000, false, "9\\d s ahead of the store's"],
  [90_000, false, "9\\d s behind the store's"],
])('compares the clocks: the store is ahead by %d ms', async (aheadMs, ok, detail) => {
  const { createMemoryStorage } = await import('@flagstaff/core/storage');
  const storage = { ...createMemoryStorage(), time: async () => Date.now() + aheadMs };
  const flagstaff = await openTerminal('direct', {
    connect: async () => ({ ...storage, close: async () => undefined }),
  });
  const { code, stdout } = await flagstaff('doctor', '--json');
  expect(code).toBe(ok ? 0 : 1);
  expect(JSON.parse(stdout)).toContainEqual({ what: 'clock', ok, detail: expect.stringMatching(detail) });
});

it('finds a store that cannot be listened to', async () => {
  const { createMemoryStorage } = await import('@flagstaff/core/storage');
  const storage = createMemoryStorage();
  const watch = async (): Promise<never> => {
    throw new FlagstaffError('WATCH_UNAVAILABLE', 'The proxy does not pass LISTEN.');
  };
  const flagstaff = await openTerminal('direct', {
    connect: async () => ({ ...storage, watch, close: async () => undefined }),
  });
  expect(await flagstaff('doctor')).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/fault +announcements +the store is only polled: The proxy/),
  });
});

it('finds members that cannot be looked up, such as in a table that is missing', async () => {
  const { createMemoryStorage } = await import('@flagstaff/core/storage');
  const hasMembers = async (): Promise<never> => {
    throw new FlagstaffError('STORAGE_UNINITIALIZED', 'The tables do not exist yet.');
  };
  const storage = { ...createMemoryStorage(), hasMembers };
  const flagstaff = await openTerminal('direct', {
    connect: async () => ({ ...storage, close: async () => undefined }),
  });
  expect(await flagstaff('doctor')).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/^fault +members +cannot be looked up: The tables do not exist yet\.$/m),
  });
});

it('says what is wrong when nothing can be reached', async () => {
  const io = createFakeIo();
  expect(await run(['doctor'], io)).toBe(2);
  expect(io.text.stdout).toContain('There is no flagstaff.config.ts');
});

it('needs the storage itself to migrate', async () => {
  const flagstaff = await openTerminal('remote');
  expect(await flagstaff('migrate')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('does not work through a server'),
  });
  expect(await (await openTerminal('direct'))('migrate')).toMatchObject({
    code: 0,
    stderr: 'memory has no tables. Nothing to do.\n',
  });
});

describe('init', () => {
  const init = async (files: { readonly [name: string]: unknown }, ...argv: readonly string[]) => {
    const folder = await createFolder(files);
    const io = createFakeIo({ cwd: folder.path });
    return { folder, code: await run(['init', ...argv], io), ...io.text };
  };

  it.each([
    ['postgres', 'express', '@flagstaff/drizzle', 'app.use(flags('],
    ['mysql2', 'fastify', 'mysql://', 'app.register(flags('],
    ['better-sqlite3', 'koa', 'file:', 'ctx.get'],
    ['redis', 'hono', '@flagstaff/redis', 'c.req.header'],
    ['left-pad', 'none', '@flagstaff/memory/file', 'forContext'],
  ])('writes a configuration for %s and %s', async (driver, framework, store, middleware) => {
    const { folder, code, stderr } = await init(
      { 'package.json': { dependencies: { [driver]: '1', [framework]: '1' } } },
      '--yes',
    );
    expect(code).toBe(0);
    expect(await folder.read('flagstaff.config.mjs')).toContain(store);
    expect(stderr).toContain(middleware);
    expect(stderr).toContain('npm install');
  });

  it('writes TypeScript where the project is TypeScript', async () => {
    const { folder, stdout } = await init({ 'package.json': {}, 'tsconfig.json': {} }, '--yes');
    expect(stdout).toBe('flagstaff.config.ts\nflags.json\n');
    expect(JSON.parse(await folder.read('flags.json'))).toEqual([]);
    expect(await folder.read('flagstaff.config.ts')).toContain('defineConfig');
  });

  it('writes nothing without an answer, and nothing over a configuration', async () => {
    const { folder, code } = await init({ 'package.json': {} });
    expect(code).toBe(2);
    await expect(folder.read('flagstaff.config.mjs')).rejects.toThrow('ENOENT');
    expect((await init({ 'package.json': {}, 'flagstaff.config.json': {} }, '--yes')).code).toBe(3);
    expect((await init({}, '--yes')).code).toBe(2);
    expect((await init({ 'package.json': {} }, '--url', 'http://x')).code).toBe(2);
  });
});
