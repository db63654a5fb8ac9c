import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createFlagstaff } from '@flagstaff/core';
import type { Flagstaff, StorageBackend } from '@flagstaff/core';
import { createMemoryStorage } from '@flagstaff/core/storage';
import { manage } from '@flagstaff/core/management';
import { admin } from '@flagstaff/admin/api';
import { expressHandler } from '@flagstaff/http/node';
import { describe, expect, it, onTestFinished } from 'vitest';
import { run } from '../src/frame/run.ts';
import { SHOP } from './support/documents.ts';
import { createProject, prepareCommand, PROCESS_TIMEOUT_MS, startCommand } from './support/command.ts';
import { createFolder } from './support/folder.ts';
import { createFakeIo } from './support/io.ts';

prepareCommand();

interface Served {
  readonly url: string;
  readonly flagstaff: Flagstaff;
  /** Cuts all connections. New ones are accepted. */
  cut(): void;
  /** Tokens of the writes that arrived. */
  readonly tokens: string[];
}

/** Serves the API, and gives each write with its number to a function that may spoil it. */
async function serve(spoil: (count: number, res: ServerResponse, next: () => void) => void): Promise<Served> {
  const flagstaff = createFlagstaff({ bootstrap: SHOP });
  onTestFinished(() => flagstaff.close());
  const handle = expressHandler(admin(flagstaff, { authorize: () => ({ actor: 'ci', roles: 'admin' }) }));
  const tokens: string[] = [];
  const server = createServer((req: IncomingMessage, res) => {
    const next = (): void => {
      handle(req, res, () => res.writeHead(404).end());
    };
    if (req.method !== 'POST' || !req.url!.includes('/commits')) return next();
    tokens.push(req.headers['idempotency-key'] as string);
    spoil(tokens.length, res, next);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    flagstaff,
    tokens,
    cut: () => server.closeAllConnections(),
  };
}

/** Lets a write happen, and cuts its reply. */
function cutReply(res: ServerResponse, next: () => void): void {
  res.write = () => true;
  res.end = (() => {
    res.socket!.destroy();
    return res;
  }) as typeof res.end;
  next();
}

const OFF = ['off', 'theme', '--yes'];

describe('a write whose reply is lost', () => {
  it('is asked about again, and is written once', async () => {
    const { url, flagstaff, tokens } = await serve((count, res, next) => (count === 1 ? cutReply(res, next) : next()));
    const io = createFakeIo();
    expect(await run([...OFF, '--url', url], io)).toBe(0);
    expect(io.text.stderr).toContain('Asking again');
    expect(io.text.stderr).toContain('Revision 2: flag:theme (version 2)');
    expect(new Set(tokens).size).toBe(1);
    expect((await manage(flagstaff).history()).items).toHaveLength(2);
  });

  it('exits with 5 and names the token when it stays lost', async () => {
    const { url, flagstaff, tokens } = await serve((_count, res, next) => cutReply(res, next));
    const io = createFakeIo();
    expect(await run([...OFF, '--url', url, '--json'], io)).toBe(5);
    const problem = JSON.parse(io.text.stderr.trim().split('\n').at(-1)!) as object;
    expect(problem).toMatchObject({ code: 'OUTCOME_UNKNOWN', token: tokens[0] });
    const later = createFakeIo();
    expect(await run(['history', '--token', tokens[0]!, '--json', '--url', url], later)).toBe(0);
    expect(JSON.parse(later.text.stdout)).toMatchObject({ revision: { number: 2 } });
    expect(await manage(flagstaff).get('flag:theme')).toMatchObject({ status: 'inactive' });
  });

  it('is no such write when a proxy refuses it', async () => {
    const { url } = await serve((_count, res) => void res.writeHead(403).end('no'));
    const io = createFakeIo();
    expect(await run([...OFF, '--url', url], io)).toBe(4);
    expect(io.text.stderr).not.toContain('OUTCOME_UNKNOWN');
  });
});

it('watches again after the connection was lost, and prints what happened meanwhile', async () => {
  const { url, flagstaff, cut } = await serve((_count, _res, next) => next());
  const io = createFakeIo();
  const ran = run(['watch', '--url', url], io);
  await expect.poll(() => io.text.stderr).toContain('Watching.');
  cut();
  await expect.poll(() => io.text.stderr).toContain('Connecting again.');
  await manage(flagstaff).set({ kind: 'flag', key: 'meanwhile', type: 'boolean' });
  await expect.poll(() => io.text.stdout).toContain('flag:meanwhile (created)');
  await expect.poll(() => io.text.stderr).toContain('Watching again.');
  await manage(flagstaff).set({ kind: 'flag', key: 'later', type: 'boolean' });
  await expect.poll(() => io.text.stdout).toContain('flag:later (created)');
  expect(io.text.stdout.trim().split('\n')).toHaveLength(2);
  io.interrupt();
  expect(await ran).toBe(0);
});

it('leaves Ctrl-C to the editor', async () => {
  const folder = await createFolder({ 'editor.sh': 'touch started; until [ -e go ]; do sleep 0.05; done\n' });
  const { url } = await serve((_count, _res, next) => next());
  const env = { EDITOR: `sh ${folder.path}/editor.sh`, PATH: process.env['PATH']! };
  const io = createFakeIo({ cwd: folder.path, env });
  const ran = run(['edit', 'theme', '--yes', '--url', url], io);
  await expect.poll(() => existsSync(`${folder.path}/started`)).toBe(true);
  expect(io.interrupt()).toBe(1);
  await folder.write('go', '');
  expect([await ran, io.text.stderr]).toEqual([0, 'Nothing to change.\n']);
});

/** Passes a store on, whose commits never end. */
function stuck(storage: StorageBackend, arrived: () => void): StorageBackend {
  const commit = (): Promise<never> => {
    arrived();
    return new Promise(() => undefined);
  };
  return { ...storage, commit };
}

it('says at Ctrl-C that the outcome of a write to the store itself is unknown', async () => {
  const storage = createMemoryStorage();
  for (const document of SHOP) await storage.set(document);
  let arrived!: () => void;
  const during = new Promise<void>((resolve) => (arrived = resolve));
  const io = createFakeIo();
  const config = { storage: stuck(storage, arrived), path: 'flagstaff.config.ts' };
  const ran = run([...OFF, '--json'], io, { config });
  await during;
  io.interrupt();
  expect(await ran).toBe(5);
  expect(JSON.parse(io.text.stderr.trim().split('\n').at(-1)!)).toMatchObject({
    code: 'OUTCOME_UNKNOWN',
    token: expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
});

describe('Ctrl-C', { timeout: PROCESS_TIMEOUT_MS }, () => {
  it('during a write exits with 5 and names the token', async () => {
    let arrived!: () => void;
    const during = new Promise<void>((resolve) => (arrived = resolve));
    const { url, tokens } = await serve(() => arrived());
    const { child, ran } = await startCommand([...OFF, '--url', url]);
    await during;
    child.kill('SIGINT');
    const { code, signal, stderr } = await ran;
    expect([code, signal]).toEqual([5, null]);
    expect(stderr).toContain(`flagstaff history --token ${tokens[0]}`);
  });

  it('ends the command in an endless loop of a configuration', async () => {
    const cwd = await createProject({ 'flagstaff.config.mjs': "process.stderr.write('looping');\nfor (;;);" });
    const { child, ran } = await startCommand(['list'], { cwd });
    await once(child.stderr, 'data');
    child.kill('SIGINT');
    expect(await ran).toMatchObject({ signal: 'SIGINT', stdout: '' });
  });

  it('before a write ends the command, and nothing is written', async () => {
    let arrived!: () => void;
    const during = new Promise<void>((resolve) => (arrived = resolve));
    const server = createServer(() => arrived());
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const { child, ran } = await startCommand([
      ...OFF,
      '--url',
      `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ]);
    await during;
    child.kill('SIGINT');
    expect(await ran).toMatchObject({ signal: 'SIGINT', stdout: '' });
  });
});
