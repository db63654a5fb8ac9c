// @needs own redis
import { freePort, sendRedis } from '@flagstaff/testbed';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createClient } from 'redis';
import { describe, expect, it, onTestFinished } from 'vitest';
import { redisStorage } from '@flagstaff/redis';
import { flag, open, ownServer } from './support/fixtures.ts';

const PASSWORD = 'pa55-w0rd';

/** The permissions in the README. */
const READER = ['~{flagstaff:}*', '&{flagstaff:}*', '-@all'].concat(
  [
    'hello',
    'ping',
    'hgetall',
    'hmget',
    'hscan',
    'hlen',
    'mget',
    'xrange',
    'xrevrange',
    'subscribe',
    'smismember',
    'sscan',
  ].map((command) => `+${command}`),
);
const WRITER = [
  ...READER,
  ...['eval', 'evalsha', 'hset', 'hdel', 'set', 'xadd', 'publish', 'sadd', 'srem', 'time'].map(
    (command) => `+${command}`,
  ),
];

/** Returns everything visible of an error, including causes. */
function visible(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = Object.getOwnPropertyNames(error).map((name) => `${name}=${String(Reflect.get(error, name))}`);
  return `${own.join(' ')} ${error.cause === undefined ? '' : visible(error.cause)}`;
}

describe('a user with few permissions', () => {
  it('writes with the permissions in the README', async () => {
    const server = await ownServer();
    await sendRedis(server.url, 'ACL', 'SETUSER', 'writer', 'on', `>${PASSWORD}`, ...WRITER);
    const storage = open({ url: `redis://writer:${PASSWORD}@127.0.0.1:${server.port}` });
    let hints = 0;
    await storage.watch(() => (hints += 1));
    const { revision } = await storage.commit([{ type: 'set', document: flag('a') }]);
    await storage.delete('flag:a');
    expect(await storage.changes(revision)).toHaveLength(1);
    expect((await storage.history()).items).toHaveLength(2);
    expect((await storage.history({ token: revision.token })).items).toHaveLength(1);
    expect(await storage.time?.()).toBeGreaterThan(0);
    await storage.changeMembers('vip', { type: 'add', members: ['ada'] });
    await storage.changeMembers('vip', { type: 'remove', members: ['ada'] });
    await expect.poll(() => hints).toBe(2);
    expect(await sendRedis(server.url, 'ACL', 'LOG')).toEqual([]);
  });

  it('reads with the permissions in the README, and is READ_ONLY', async () => {
    const server = await ownServer();
    await sendRedis(server.url, 'ACL', 'SETUSER', 'reader', 'on', `>${PASSWORD}`, ...READER);
    await open({ url: server.url }).set(flag('a'));
    const storage = open({ url: `redis://reader:${PASSWORD}@127.0.0.1:${server.port}` });
    await storage.watch(() => {});
    expect(await storage.list()).toHaveLength(1);
    expect((await storage.history()).items).toHaveLength(1);
    expect((await storage.history({ after: '' })).items).toHaveLength(1);
    await expect(storage.set(flag('a'))).rejects.toMatchObject({ code: 'READ_ONLY' });
    expect(await storage.hasMembers([{ segment: 'vip', member: 'ada' }])).toEqual([false]);
    expect(await storage.listMembers('vip')).toEqual({ items: [] });
    const change = storage.changeMembers('vip', { type: 'add', members: ['ada'] });
    await expect(change).rejects.toMatchObject({ code: 'READ_ONLY' });
  });

  it('gets WATCH_UNAVAILABLE without permission to subscribe, and does everything else', async () => {
    const server = await ownServer();
    const rights = WRITER.filter((right) => !right.startsWith('&'));
    await sendRedis(server.url, 'ACL', 'SETUSER', 'mute', 'on', `>${PASSWORD}`, 'resetchannels', ...rights);
    const reader = open({ url: `redis://mute:${PASSWORD}@127.0.0.1:${server.port}` });
    await expect(reader.watch(() => {})).rejects.toMatchObject({
      code: 'WATCH_UNAVAILABLE',
      message: expect.stringContaining('{flagstaff:}changes'),
    });
    await open({ url: server.url }).set(flag('a'));
    expect(await reader.revision()).toMatchObject({ number: 1 });
  });

  it('gets the name of the forbidden key when it may use another prefix only', async () => {
    const server = await ownServer();
    await sendRedis(server.url, 'ACL', 'SETUSER', 'writer', 'on', `>${PASSWORD}`, ...WRITER);
    const storage = open({ url: `redis://writer:${PASSWORD}@127.0.0.1:${server.port}`, prefix: 'other:' });
    await expect(storage.revision()).rejects.toMatchObject({
      code: 'STORAGE_UNAVAILABLE',
      message: expect.stringContaining('{other:}data'),
    });
  });
});

describe('a password', () => {
  it('is not in the error when it is wrong, and works once it is right', async () => {
    const server = await ownServer();
    await sendRedis(server.url, 'ACL', 'SETUSER', 'writer', 'on', '>another', ...WRITER);
    const storage = open({
      url: `redis://writer:${PASSWORD}@127.0.0.1:${server.port}`,
      timeoutMs: 3_000,
      loadTimeoutMs: 3_000,
    });
    for (const attempt of [() => storage.revision(), () => storage.set(flag('a')), () => storage.watch(() => {})]) {
      const error = await attempt().catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: 'STORAGE_UNAVAILABLE', message: expect.stringContaining('WRONGPASS') });
      expect(visible(error)).not.toContain(PASSWORD);
    }
    await sendRedis(server.url, 'ACL', 'SETUSER', 'writer', `>${PASSWORD}`);
    await expect.poll(() => storage.set(flag('a')).catch(() => undefined)).toMatchObject({ version: 1 });
  });

  it('is not repeated when the server repeats it', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.on('data', (request) => {
        const words = request
          .toString()
          .split('\r\n')
          .filter((word) => !/^[*$]/.test(word));
        socket.write(`-ERR unknown command 'HELLO', with args beginning with: '${words.join("' '")}'\r\n`);
      });
    });
    const port = await freePort();
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const storage = open({ url: `redis://writer:${PASSWORD}@127.0.0.1:${port}`, timeoutMs: 3_000 });
    const error = await storage.revision().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ message: expect.stringContaining("unknown command 'HELLO'") });
    expect(visible(error)).not.toContain(PASSWORD);
  });

  it.each([
    `redis://writer:${PASSWORD}@host:port/0`,
    `redis://writer:${PASSWORD}%zz@127.0.0.1`,
    `redis://writer:${PASSWORD}@127.0.0.1/zero`,
    `http://writer:${PASSWORD}@127.0.0.1`,
    `writer:${PASSWORD}@127.0.0.1`,
  ])('is not repeated when its URL %s is not valid', (url) => {
    let error: unknown;
    try {
      redisStorage({ url });
    } catch (reason) {
      error = reason;
    }
    expect(error).toMatchObject({ code: 'INVALID_OPTIONS' });
    expect(visible(error)).not.toContain(PASSWORD);
  });
});

describe('TLS', () => {
  it('uses the settings of the application’s client, and rejects an unknown certificate', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'flagstaff-tls-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const request =
      'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost';
    await promisify(execFile)('openssl', [...request.split(' '), '-keyout', key, '-out', cert]);
    const tlsPort = String(await freePort());
    const settings = `--tls-port ${tlsPort} --tls-cert-file ${cert} --tls-key-file ${key} --tls-ca-cert-file ${cert} --tls-auth-clients no`;
    await ownServer(...settings.split(' '));
    const url = `rediss://localhost:${tlsPort}`;
    const stranger = open({ url, timeoutMs: 5_000 });
    await expect(stranger.revision()).rejects.toMatchObject({
      code: 'STORAGE_UNAVAILABLE',
      message: expect.stringContaining('self-signed'),
    });
    const client = createClient({ url, socket: { tls: true, ca: await readFile(cert) } });
    const storage = open({ client });
    let hints = 0;
    await storage.watch(() => (hints += 1));
    expect(await storage.set(flag('a'))).toMatchObject({ version: 1 });
    await expect.poll(() => hints).toBe(1);
  });
});
