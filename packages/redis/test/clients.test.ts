// @needs redis, own redis
import { sendRedis } from '@flagstaff/testbed';
import { createClient } from 'redis';
import { describe, expect, it, onTestFinished } from 'vitest';
import { redisStorage } from '@flagstaff/redis';
import { flag, open, ownPrefix, ownServer, SHARED_URL } from './support/fixtures.ts';

describe("an application's client", () => {
  it('need not be connected, and stays unchanged', async () => {
    const client = createClient({ url: SHARED_URL });
    const storage = open({ client, prefix: ownPrefix() });
    expect(await storage.set(flag('a'))).toMatchObject({ version: 1 });
    await storage.watch(() => {});
    expect(client.isOpen).toBe(false);
    expect(client.options.socket).not.toHaveProperty('reconnectStrategy');
    expect(client.eventNames()).toEqual([]);
  });

  it('keeps working during and after our own connections', async () => {
    const server = await ownServer();
    const client = createClient({ url: server.url, name: 'application' });
    const errors: unknown[] = [];
    client.on('error', (error) => errors.push(error));
    await client.connect();
    onTestFinished(() => client.destroy());
    const storage = open({ client });
    await storage.watch(() => {});
    await storage.set(flag('a'));
    const named = (): Promise<number> =>
      sendRedis(server.url, 'CLIENT', 'LIST').then((list) => String(list).split('name=application').length - 1);
    expect(await named()).toBe(3);
    await storage.close();
    await expect.poll(named).toBe(1);
    expect(await client.ping()).toBe('PONG');
    expect(errors).toEqual([]);
  });

  it.each([
    ['speaks RESP2', { RESP: 2 as const }],
    ['reads buffers', { commandOptions: { typeMapping: { 36: Buffer } } }],
    ['prefixes its keys', { keyPrefix: 'elsewhere:' }],
    ['caches', { RESP: 3 as const, clientSideCache: { ttl: 0, maxEntries: 0, evictPolicy: 'LRU' as const } }],
    ['never reconnects', { socket: { reconnectStrategy: false as const, keepAlive: false } }],
    ['queues little', { disableOfflineQueue: true, commandsQueueMaxLength: 100 }],
    ['uses another database', { database: 3 }],
  ])('may be one that %s', async (_what, options) => {
    const server = await ownServer();
    const storage = open({ client: createClient({ url: server.url, ...options }) });
    let hints = 0;
    await storage.watch(() => (hints += 1));
    const { revision } = await storage.commit([{ type: 'set', document: flag('__proto__') }]);
    await storage.set(flag('b'));
    expect(await storage.snapshot()).toMatchObject({ documents: [{ key: '__proto__' }, { key: 'b' }] });
    expect(await storage.changes(revision)).toHaveLength(1);
    await expect.poll(() => hints).toBe(2);
    await sendRedis(server.url, 'CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    expect(await storage.get('flag:b')).toMatchObject({ version: 1 });
    const place = 'database' in options ? 'db3' : 'db0';
    expect(await sendRedis(server.url, 'INFO', 'keyspace')).toContain(`${place}:keys=`);
  });
});

describe('options', () => {
  const client = createClient();

  it.each([
    undefined,
    {},
    { url: SHARED_URL, client },
    { url: 5 },
    { client: {} },
    { client: SHARED_URL },
    { url: SHARED_URL, prefix: '' },
    { url: SHARED_URL, prefix: '}flags' },
    { url: SHARED_URL, prefix: 'with space' },
    { url: SHARED_URL, historyLimit: 0 },
    { url: SHARED_URL, historyLimit: 1.5 },
    { url: SHARED_URL, timeoutMs: 0 },
    { url: SHARED_URL, loadTimeoutMs: Infinity },
  ])('%j are rejected', (options) => {
    expect(() => redisStorage(options as never)).toThrow(expect.objectContaining({ code: 'INVALID_OPTIONS' }));
  });
});
