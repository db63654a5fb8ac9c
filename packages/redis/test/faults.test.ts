// @needs own redis
import type { FullStorageBackend } from '@flagstaff/core/storage';
import { count } from '@flagstaff/spec';
import { freePort, sendRedis } from '@flagstaff/testbed';
import { describe, expect, it } from 'vitest';
import { COMMIT } from '../src/scripts.ts';
import { faultProxy, flag, open, ownServer } from './support/fixtures.ts';

/** A replica may need a second attempt to find its primary. */
const REPLICATION = { timeout: 60_000 };

const STORAGE = expect.stringMatching(/^STORAGE_(?:TIMEOUT|UNAVAILABLE)$/);
const unavailable = { code: 'STORAGE_UNAVAILABLE' };

/** A connected backend whose deadlines are short. A busy machine may need several attempts to connect. */
async function impatient(url: string): Promise<FullStorageBackend> {
  const storage = open({ url, timeoutMs: 1_000, loadTimeoutMs: 1_000, connectTimeoutMs: 2_000 });
  await expect.poll(() => storage.revision().catch(() => undefined), { timeout: 60_000 }).toMatchObject({ number: 1 });
  return storage;
}

describe('an unavailable server', () => {
  it('causes STORAGE_UNAVAILABLE, for writes too, and is used as soon as it is available', async () => {
    const server = await ownServer();
    await server.kill();
    const storage = open({ url: server.url, timeoutMs: 1_000, loadTimeoutMs: 1_000 });
    await expect(storage.revision()).rejects.toMatchObject({
      ...unavailable,
      message: expect.stringContaining('ECONNREFUSED'),
    });
    await expect(storage.set(flag('a'))).rejects.toMatchObject(unavailable);
    await expect(storage.watch(() => {})).rejects.toMatchObject(unavailable);
    await server.restart();
    await expect.poll(() => storage.set(flag('a')).catch(() => undefined)).toMatchObject({ version: 1 });
  });

  it('is awaited within the deadline', async () => {
    const server = await ownServer();
    await server.kill();
    const storage = open({ url: server.url, timeoutMs: 15_000 });
    const revision = storage.revision();
    await server.restart();
    expect(await revision).toBeUndefined();
  });

  it('leaves nothing that keeps the process alive', async () => {
    const sockets = (): number =>
      process.getActiveResourcesInfo().filter((name) => /TCP|GetAddrInfo/.test(name)).length;
    const others = sockets();
    const storage = open({ url: `redis://127.0.0.1:${await freePort()}`, timeoutMs: 1_000 });
    await expect(storage.revision()).rejects.toMatchObject(unavailable);
    const waiting = storage.revision();
    await storage.close();
    await expect(waiting).rejects.toMatchObject({ code: 'CLOSED' });
    await expect.poll(sockets).toBeLessThanOrEqual(others);
  });
});

describe('a server that restarts', () => {
  it('is used again, without its cached scripts', async () => {
    const server = await ownServer('--appendonly', 'yes');
    const storage = open({ url: server.url });
    await storage.set(flag('a'));
    await server.restart();
    expect(await storage.set(flag('a'), { ifVersion: 1 })).toMatchObject({ version: 2 });
    expect((await storage.history()).items).toHaveLength(2);
  });

  it('is an empty store with a new epoch when it lost its data', async () => {
    const server = await ownServer();
    const storage = open({ url: server.url });
    const { revision } = await storage.commit([{ type: 'set', document: flag('a') }]);
    await sendRedis(server.url, 'FLUSHALL');
    expect(await storage.revision()).toBeUndefined();
    expect(await storage.snapshot()).toEqual({ revision: undefined, documents: [] });
    expect(await storage.changes(revision)).toBeUndefined();
    await expect(
      storage.commit([{ type: 'set', document: flag('a') }], { ifEpoch: revision.epoch }),
    ).rejects.toMatchObject({ code: 'EPOCH_CONFLICT' });
    const again = await storage.commit([{ type: 'set', document: flag('a') }]);
    expect(again.revision).toMatchObject({ number: 1 });
    expect(again.revision.epoch).not.toBe(revision.epoch);
  });
});

describe('lost connections', () => {
  it('cause no duplicate write: the commit of a lost reply is looked up', async () => {
    const server = await ownServer();
    const { proxy, url } = await faultProxy(server.url);
    const storage = open({ url });
    await storage.set(flag('a', '0'));
    const losses = count(5, 20);
    for (let n = 1; n <= losses; n += 1) {
      proxy.loseReply({ containing: COMMIT.sha });
      expect(await storage.set(flag('a', `${n}`))).toMatchObject({ version: n + 1, description: `${n}` });
    }
    const { items } = await storage.history({ limit: 100 });
    expect(items.map(({ revision }) => revision.number)).toEqual(
      Array.from({ length: losses + 1 }, (_, n) => losses + 1 - n),
    );
  });

  it('during a read of versions do not make the own commit a conflict', async () => {
    const server = await ownServer();
    const { proxy, url } = await faultProxy(server.url);
    const storage = open({ url });
    await storage.set(flag('a'), { ifVersion: 0 });
    proxy.loseReply({ containing: COMMIT.sha });
    expect(await storage.set(flag('a'), { ifVersion: 1 })).toMatchObject({ version: 2 });
    proxy.loseReply({ containing: COMMIT.sha });
    await expect(storage.set(flag('a'), { ifVersion: 1 })).rejects.toMatchObject({ code: 'VERSION_CONFLICT' });
  });

  it('may deliver a write long after its retry, and it is applied once', async () => {
    const server = await ownServer();
    const { proxy, url } = await faultProxy(server.url);
    const storage = open({ url, loadTimeoutMs: 4_000 });
    await storage.set(flag('a', '1'));
    for (const version of [2, 3]) {
      const deliver = proxy.hold(COMMIT.sha);
      expect(await storage.set(flag('a', `${version}`))).toMatchObject({ version });
      await deliver();
      expect(await storage.get('flag:a')).toMatchObject({ version, description: `${version}` });
      expect((await storage.history()).items).toHaveLength(version);
    }
  });

  it('let a writer retry a commit under its token', async () => {
    const server = await ownServer();
    const storage = open({ url: server.url });
    const token = crypto.randomUUID();
    const first = await storage.commit([{ type: 'set', document: flag('a') }], { token });
    expect(await storage.commit([{ type: 'set', document: flag('a') }], { token })).toEqual(first);
    expect(await storage.get('flag:a')).toMatchObject({ version: 1 });
  });

  it('are replaced when the server closed them', async () => {
    const server = await ownServer();
    const storage = open({ url: server.url });
    for (let n = 0; n < 5; n += 1) {
      await storage.set(flag('a', `${n}`));
      await sendRedis(server.url, 'CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    }
    expect(await storage.get('flag:a')).toMatchObject({ version: 5 });
  });

  it('without recovery leave the outcome of a write unknown, and report that', async () => {
    const server = await ownServer();
    const { proxy, url } = await faultProxy(server.url);
    await open({ url: server.url }).set(flag('a'));
    const storage = await impatient(url);
    proxy.swallow(() => true);
    await expect(storage.revision()).rejects.toMatchObject({ code: 'STORAGE_TIMEOUT' });
    proxy.pass();
    const connected = await impatient(url);
    // From the commit on there are no replies.
    const write = connected.set(flag('a', 'perhaps'));
    proxy.loseReply({ containing: COMMIT.sha });
    proxy.swallow(() => proxy.lost > 0);
    await expect(write).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' });
    proxy.pass();
    await expect.poll(() => storage.get('flag:a').catch(() => undefined)).toMatchObject({ description: 'perhaps' });
  });
});

describe('a server that does not respond', () => {
  it('is abandoned at the deadline with its connection, and used again when it responds', async () => {
    const server = await ownServer();
    const { proxy, url } = await faultProxy(server.url);
    await open({ url: server.url }).set(flag('a'));
    const storage = await impatient(url);
    // It alone is connected: the one that wrote does not use the proxy.
    proxy.blackHole();
    for (let n = 0; n < count(2, 5); n += 1) await expect(storage.revision()).rejects.toMatchObject({ code: STORAGE });
    // Half-open connections stay so; new ones work.
    proxy.pass();
    await expect
      .poll(() => storage.revision().catch(() => undefined), { timeout: 60_000 })
      .toMatchObject({ number: 1 });
    await expect.poll(() => proxy.open).toBe(1);
  });

  it('blocks neither a new attempt nor close()', async () => {
    const server = await ownServer();
    await open({ url: server.url }).set(flag('a'));
    const storage = await impatient(server.url);
    const stop = await storage.watch(() => {});
    await server.pause();
    await expect(storage.revision()).rejects.toMatchObject({ code: 'STORAGE_TIMEOUT' });
    await expect(storage.set(flag('a'))).rejects.toMatchObject({ code: STORAGE });
    await server.resume();
    await expect.poll(() => storage.revision().catch(() => undefined)).toMatchObject({ number: 1 });
    await server.pause();
    const waiting = storage.snapshot();
    await storage.close();
    await expect(waiting).rejects.toMatchObject({ code: 'CLOSED' });
    await stop();
    await server.resume();
  });

  it('is abandoned during the handshake, too', async () => {
    const server = await ownServer();
    const { proxy, url } = await faultProxy(server.url);
    proxy.blackHole();
    const storage = open({ url, timeoutMs: 1_000, connectTimeoutMs: 2_000 });
    await expect(storage.revision()).rejects.toMatchObject(unavailable);
    proxy.pass();
    await expect
      .poll(
        () =>
          storage.revision().then(
            () => 'answered',
            () => '',
          ),
        { timeout: 60_000 },
      )
      .toBe('answered');
  });
});

describe('a server that rejects writes', () => {
  it('causes STORAGE_FULL and writes nothing when it is full', async () => {
    const server = await ownServer('--maxmemory-policy', 'noeviction');
    const storage = open({ url: server.url });
    await storage.set(flag('a'));
    const before = await storage.snapshot();
    await sendRedis(server.url, 'CONFIG', 'SET', 'maxmemory', '1');
    await expect(storage.set(flag('a', 'more'))).rejects.toMatchObject({ code: 'STORAGE_FULL' });
    expect(await storage.snapshot()).toEqual(before);
    expect((await storage.history()).items).toHaveLength(1);
    await sendRedis(server.url, 'CONFIG', 'SET', 'maxmemory', '0');
    expect(await storage.set(flag('a', 'more'))).toMatchObject({ version: 2 });
  });

  it('causes READ_ONLY as a replica, while reads work', async () => {
    const primary = await ownServer('--repl-diskless-sync-delay', '0');
    const replica = await ownServer('--replicaof', '127.0.0.1', String(primary.port));
    await open({ url: primary.url }).set(flag('a'));
    const storage = open({ url: replica.url });
    await expect.poll(() => storage.get('flag:a').catch(() => undefined), REPLICATION).toMatchObject({ version: 1 });
    await expect(storage.set(flag('a'))).rejects.toMatchObject({ code: 'READ_ONLY' });
    expect(await storage.get('flag:a')).toMatchObject({ version: 1 });
    await sendRedis(replica.url, 'REPLICAOF', 'NO', 'ONE');
    expect(await storage.set(flag('a'))).toMatchObject({ version: 2 });
  });

  it('causes an error about unwritten data when it lost its replicas or its disk', async () => {
    const server = await ownServer('--min-replicas-to-write', '1');
    const storage = open({ url: server.url });
    await expect(storage.set(flag('a'))).rejects.toMatchObject({
      ...unavailable,
      message: expect.stringContaining('nothing changed'),
    });
    expect(await storage.revision()).toBeUndefined();
  });
});

describe('a failover to a replica that lacks the last commits', () => {
  it('has another token under the same number, and no chain leads across it', async () => {
    const primary = await ownServer('--repl-diskless-sync-delay', '0');
    const replica = await ownServer('--replicaof', '127.0.0.1', String(primary.port));
    const before = open({ url: primary.url });
    const shared = await before.commit([{ type: 'set', document: flag('a', 'shared') }]);
    const after = open({ url: replica.url });
    await expect.poll(() => after.revision().catch(() => undefined), REPLICATION).toEqual(shared.revision);
    await sendRedis(replica.url, 'REPLICAOF', 'NO', 'ONE');
    const lost = await before.commit([{ type: 'set', document: flag('a', 'lost') }]);
    const kept = await after.commit([{ type: 'set', document: flag('a', 'kept') }]);
    expect(kept.revision).toMatchObject({ number: lost.revision.number, epoch: lost.revision.epoch });
    expect(kept.revision.token).not.toBe(lost.revision.token);
    expect(await after.changes(lost.revision)).toBeUndefined();
    expect(await after.changes(shared.revision)).toEqual([kept]);
  });
});
