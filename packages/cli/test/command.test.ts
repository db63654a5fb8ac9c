import { existsSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createMemoryStorage } from '@flagstaff/core/storage';
import { oldNode } from '@flagstaff/spec';
import { freePort } from '@flagstaff/testbed';
import { describe, expect, it, onTestFinished } from 'vitest';
import { COMMANDS } from '../src/commands/table.ts';
import { run } from '../src/frame/run.ts';
import { createProject, prepareCommand, PROCESS_TIMEOUT_MS, runCommand, startCommand } from './support/command.ts';
import { createFakeIo } from './support/io.ts';

prepareCommand();

const FLAGS = JSON.stringify([{ kind: 'flag', key: 'a', type: 'boolean' }]);
const CONFIG = `import { fileStorage } from '#stores';
import { defineConfig } from '#index';
export default defineConfig({ storage: () => fileStorage({ path: new URL('./flags.json', import.meta.url).pathname }) });
`;

/** Responds to every request alike. Resolves to the URL. */
async function serve(status: number, body: string, type: string): Promise<string> {
  const server = createServer((_req, res) =>
    res.writeHead(status, { 'content-type': type, location: '/login' }).end(body),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/flags`;
}

describe('the help', () => {
  const helpOf = async (...argv: readonly string[]): Promise<string> => {
    const io = createFakeIo();
    expect(await run([...argv, '--help'], io)).toBe(0);
    return io.text.stdout;
  };

  it('lists all commands', async () => {
    await expect(await helpOf()).toMatchFileSnapshot('golden/help/flagstaff.txt');
  });

  it.each(Object.values(COMMANDS).flatMap((entries) => entries.map(({ name }) => name)))(
    'explains %s',
    async (name) => {
      await expect(await helpOf(name)).toMatchFileSnapshot(`golden/help/${name}.txt`);
    },
  );
});

it('prints its version', async () => {
  const io = createFakeIo();
  expect(await run(['--version'], io)).toBe(0);
  expect(io.text.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});

describe('the configuration', { timeout: PROCESS_TIMEOUT_MS }, () => {
  it('is found upwards, and its relative paths start at its folder', async () => {
    const config = CONFIG.replace("new URL('./flags.json', import.meta.url).pathname", "'flags.json'");
    const folder = await createProject({ 'flagstaff.config.mjs': config, 'flags.json': FLAGS, 'src/deep/x': '' });
    const { code, stdout } = await runCommand(['list', '--json'], { cwd: `${folder}/src/deep` });
    expect([code, JSON.parse(stdout).items[0].key]).toEqual([0, 'a']);
  });

  it('may be TypeScript with path aliases, in a CommonJS project', async () => {
    const folder = await createProject({
      'package.json': '{ "type": "commonjs" }',
      'tsconfig.json': '{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }',
      'src/store.ts': `import { fileStorage } from '#stores';\nexport const storage = (path: string) => fileStorage({ path });`,
      'flagstaff.config.ts': `import { storage } from '@/store';\nexport default { storage: () => storage(process.env['FILE'] as string) };`,
      '.env': 'FILE=./flags.json',
      'flags.json': FLAGS,
    });
    const { code, stdout, stderr } = await runCommand(['list', '--json', '--env-file', '.env'], { cwd: folder });
    expect([code, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout).items).toMatchObject([{ key: 'a' }]);
  });

  it.each([
    [
      'has an unknown member',
      { 'flagstaff.config.json': '{ "url": "http://localhost", "key": "x" }' },
      'unknown member "key"',
    ],
    ['has neither storage nor url', { 'flagstaff.config.json': '{}' }, 'either `storage` or `url`'],
    ['is not JSON', { 'flagstaff.config.json': '{' }, 'cannot be loaded'],
    ['has no default export', { 'flagstaff.config.mjs': 'export const a = 1;' }, 'export default defineConfig'],
    [
      'throws',
      { 'flagstaff.config.mjs': "throw new Error('no postgres://u:sec@ret@host');" },
      'no postgres://u:***@host',
    ],
    ['exists twice', { 'flagstaff.config.mjs': CONFIG, 'flagstaff.config.json': '{}' }, 'several configurations'],
  ])('that %s exits with 2', async (_what, files, message) => {
    const folder = await createProject(files);
    const { code, stdout, stderr } = await runCommand(['list'], { cwd: folder });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });
});

describe('the exit code', { timeout: PROCESS_TIMEOUT_MS }, () => {
  it.each([
    [['nope'], 'unknown command'],
    [['list', '--nope'], 'unknown option'],
    [['show'], 'missing required argument'],
    [['list', '--limit', 'x'], '--limit must be'],
    [['list', '--url', 'ftp://x'], '--url must be'],
    [['list', '--url', 'http://u:p@x'], 'must not have a password'],
    [['list', '--url', 'http://x', '--actor', 'ada'], 'Omit --actor'],
    [['list', '--config', 'none.ts'], 'no file none.ts'],
    [['list'], 'no flagstaff.config.ts'],
  ])('of %j is 2', async (argv, message) => {
    const io = createFakeIo();
    expect([await run(argv, io), io.text.stdout]).toEqual([2, '']);
    expect(io.text.stderr).toContain(message);
  });

  it.each([
    [4, 'HTML of another server', 200, '<html>', 'text/html'],
    [4, 'a redirect to a sign-in page', 302, '', 'text/html'],
    [4, 'another path of the app', 404, '<html>', 'text/html'],
    [4, 'a failing proxy', 502, '<html>', 'text/html'],
    [
      3,
      'a rejected key',
      401,
      '{ "code": "AUTHENTICATION_REQUIRED", "status": 401, "detail": "No." }',
      'application/problem+json',
    ],
    [
      4,
      'a store out of reach',
      503,
      '{ "code": "STORAGE_UNAVAILABLE", "status": 503, "detail": "No." }',
      'application/problem+json',
    ],
    [
      2,
      'an invalid query',
      400,
      '{ "code": "INVALID_REQUEST", "status": 400, "detail": "No." }',
      'application/problem+json',
    ],
  ])('is %i for %s', async (code, _what, status, body, type) => {
    const io = createFakeIo({ env: { FLAGSTAFF_KEY: 'a-secret-key' } });
    expect(await run(['list', '--url', await serve(status, body, type)], io)).toBe(code);
    expect(io.text.stdout).toBe('');
    expect(io.text.stderr).not.toContain('a-secret-key');
  });

  it.each([
    [302, '', 'pass a key that `authorize` accepts'],
    [200, '<html>', 'the URL is the mount of the admin'],
    [404, '<html>', 'the URL is the mount of the admin'],
    [401, '{ "code": "AUTHENTICATION_REQUIRED", "status": 401, "detail": "No." }', 'with FLAGSTAFF_KEY'],
  ])('comes with advice for a response with %i and %j', async (status, body, advice) => {
    const io = createFakeIo();
    await run(['list', '--url', await serve(status, body, 'application/problem+json')], io);
    expect(io.text.stderr).toContain(advice);
  });

  it('is 2 when the storage is none', async () => {
    const io = createFakeIo();
    const config = { storage: {} as never, path: 'flagstaff.config.ts' };
    expect(await run(['list'], io, { config })).toBe(2);
    expect(io.text.stderr).toContain('INVALID_OPTIONS');
  });

  it('is 70 for a fault of the command', async () => {
    const io = createFakeIo();
    const broken = {
      ...io,
      stdout: {
        write() {
          throw new Error('no space left');
        },
      },
    };
    const config = { storage: createMemoryStorage(), path: 'flagstaff.config.ts' };
    expect(await run(['list'], broken, { config })).toBe(70);
    expect(io.text.stderr).toContain('no space left');
  });

  it('is 4 when no server listens', async () => {
    const port = await freePort();
    const { code, stderr } = await runCommand(['list', '--url', `http://127.0.0.1:${port}/flags`]);
    expect([code, stderr]).toEqual([4, `OFFLINE: http://127.0.0.1:${port} cannot be reached (ECONNREFUSED).\n`]);
  });

  it('is 4 when the store does not answer, and no password is printed', async () => {
    const folder = await createProject({
      'flagstaff.config.mjs': `import { redisStorage } from '#stores';
export default { storage: () => redisStorage({ url: 'redis://user:secret@127.0.0.1:1', prefix: 'x:' }) };`,
    });
    const { code, stdout, stderr } = await runCommand(['list'], { cwd: folder });
    expect([code, stdout]).toEqual([4, '']);
    expect(stderr).toMatch(/^STORAGE_UNAVAILABLE: .*(ECONNREFUSED)/);
    expect(stderr).not.toContain('secret');
  });
});

it('says on a terminal what it waits for, and removes the line', async () => {
  let answer!: () => void;
  const asked = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const server = createServer((_req, res) => {
    void asked.then(() =>
      res.writeHead(404, { 'content-type': 'application/problem+json' }).end('{ "code": "NOT_FOUND" }'),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const io = createFakeIo({ tty: true });
  const ran = run(['list', '--url', `http://127.0.0.1:${(server.address() as AddressInfo).port}`], io);
  await expect.poll(() => io.text.stderr).toBe('Waiting for the server…');
  answer();
  expect(await ran).toBe(3);
  expect(io.text.stderr).toContain('\r\u001B[KNOT_FOUND');
});

const OLD_NODE = oldNode();
interface Manifest {
  readonly engines: { readonly node: string };
}

it.skipIf(OLD_NODE === undefined)('says in one sentence that Node 18 is too old', async () => {
  const { code, stdout, stderr } = await runCommand(['list'], { node: OLD_NODE! });
  expect([code, stdout]).toEqual([2, '']);
  const { engines } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8')) as Manifest;
  const oldest = engines.node.replace('>=', '');
  expect(stderr).toMatch(new RegExp(`^flagstaff needs Node ${oldest} or later; this is Node 18[.][0-9.]+[.]\\n$`));
});

it('ends although the configuration keeps the process alive', { timeout: PROCESS_TIMEOUT_MS }, async () => {
  const folder = await createProject({
    'flagstaff.config.mjs': `setInterval(() => undefined, 1_000);\n${CONFIG}`,
    'flags.json': FLAGS,
  });
  expect(await runCommand(['list', '--quiet'], { cwd: folder })).toMatchObject({ code: 0, stderr: '' });
});

it('ends without an error when its reader does, as `head`', { timeout: PROCESS_TIMEOUT_MS }, async () => {
  const many = Array.from({ length: 3_000 }, (_, at) => ({ kind: 'flag', key: `flag-${at}`, type: 'boolean' }));
  const folder = await createProject({ 'flagstaff.config.mjs': CONFIG, 'flags.json': JSON.stringify(many) });
  const { child, ran } = await startCommand(['list'], { cwd: folder });
  child.stdout.destroy();
  expect(await ran).toMatchObject({ code: 0, stderr: '' });
});

it('writes on although nothing reads its words', { timeout: PROCESS_TIMEOUT_MS }, async () => {
  const folder = await createProject({ 'flagstaff.config.mjs': CONFIG, 'flags.json': FLAGS });
  const { child, ran } = await startCommand(['off', 'a', '--yes'], { cwd: folder });
  child.stderr.destroy();
  expect(await ran).toMatchObject({ code: 0, signal: null });
  expect(await readFile(`${folder}/flags.json`, 'utf8')).toContain('inactive');
});

it('exits with 70 for an error that nothing catches', { timeout: PROCESS_TIMEOUT_MS }, async () => {
  const stray = `setInterval(() => { throw new Error('stray of redis://u:secret@host'); });\nawait new Promise(() => {});`;
  const folder = await createProject({ 'flagstaff.config.mjs': stray });
  const { code, stderr } = await runCommand(['list'], { cwd: folder });
  expect([code, stderr]).toEqual([70, expect.stringContaining('stray of redis://u:***@host')]);
});

it.skipIf(!existsSync('/dev/full'))(
  'exits with 70 when its output cannot be written',
  { timeout: PROCESS_TIMEOUT_MS },
  async () => {
    const folder = await createProject({ 'flagstaff.config.mjs': CONFIG, 'flags.json': FLAGS });
    const full = await open('/dev/full', 'w');
    onTestFinished(() => full.close());
    const { code, stderr } = await runCommand(['list'], { cwd: folder, stdout: full.fd });
    expect([code, stderr]).toEqual([70, expect.stringContaining('ENOSPC')]);
  },
);

it('does not read the configuration for a server that an option names', { timeout: PROCESS_TIMEOUT_MS }, async () => {
  const folder = await createProject({ 'flagstaff.config.mjs': "throw new Error('not for this');" });
  const url = await serve(200, '{ "revision": null, "items": [] }', 'application/json');
  const { code, stderr } = await runCommand(['list', '--url', url], { cwd: folder });
  expect([code, stderr]).toEqual([0, '']);
});

it('escapes control characters of stored text', { timeout: PROCESS_TIMEOUT_MS }, async () => {
  const folder = await createProject({
    'flagstaff.config.mjs': CONFIG,
    'flags.json': JSON.stringify([{ kind: 'flag', key: 'a', type: 'boolean', name: '\u001B[2Jx\u202E' }]),
  });
  const { stdout } = await runCommand(['list'], { cwd: folder });
  expect(stdout).toContain(String.raw`\u001b[2Jx\u202e`);
});
