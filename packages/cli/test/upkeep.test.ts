import { defineFlags } from '@flagstaff/core';
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
    expect(findings).toContainEqual({ what: 'documents', ok: true, detail: '3 flags, 1 segments, 2 environments' });
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
    expect(stdout).toBe('flagstaff.config.ts\n');
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
