// @needs redis, own redis
import { sendRedis } from '@flagstaff/testbed';
import type { Server } from '@flagstaff/testbed';
import { describe, expect, it } from 'vitest';
import { faultProxy, flag, open, ownPrefix, ownServer, SHARED_URL } from './support/fixtures.ts';

/** Counts our connections to a server: those that send and those that listen. */
async function connections(server: Server): Promise<[number, number]> {
  const lines = String(await sendRedis(server.url, 'CLIENT', 'LIST')).split('\n');
  const ours = lines.filter((line) => line.includes('name=flagstaff'));
  const listening = ours.filter((line) => line.includes('sub=1'));
  return [ours.length - listening.length, listening.length];
}

describe('watch', () => {
  it('calls back after every commit of its prefix only', async () => {
    const prefix = ownPrefix();
    const [reader, writer, stranger] = [prefix, prefix, ownPrefix()].map((name) =>
      open({ url: SHARED_URL, prefix: name }),
    );
    let hints = 0;
    const stop = await reader!.watch(() => (hints += 1));
    await stranger!.set(flag('a'));
    await writer!.set(flag('a'));
    await expect.poll(() => hints).toBe(1);
    await expect(writer!.set(flag('a'), { ifVersion: 9 })).rejects.toMatchObject({ code: 'VERSION_CONFLICT' });
    await writer!.delete('flag:a');
    await expect.poll(() => hints).toBe(2);
    await stop();
    await stop();
    await writer!.set(flag('a'));
    await writer!.revision();
    expect(hints).toBe(2);
  });

  it('survives a listener that throws, with all messages that arrived together', async () => {
    const prefix = ownPrefix();
    const [reader, writer] = [open({ url: SHARED_URL, prefix }), open({ url: SHARED_URL, prefix })];
    let heard = 0;
    await reader.watch(() => {
      heard += 1;
      throw new Error('a listener that throws');
    });
    await Promise.all(Array.from({ length: 50 }, (_, n) => writer.set(flag(`f${n}`))));
    await expect.poll(() => heard).toBe(50);
  });

  it('resubscribes after its connection was killed, and reports a possible change', async () => {
    const server = await ownServer();
    const [reader, writer] = [open({ url: server.url }), open({ url: server.url })];
    let hints = 0;
    await reader.watch(() => (hints += 1));
    for (let round = 0; round < 5; round += 1) {
      const before = hints;
      await sendRedis(server.url, 'CLIENT', 'KILL', 'TYPE', 'pubsub');
      await expect.poll(() => hints).toBe(before + 1);
      await writer.set(flag('a', `${round}`));
      await expect.poll(() => hints).toBe(before + 2);
    }
    await expect.poll(() => connections(server)).toEqual([1, 1]);
    await reader.close();
    await expect.poll(() => connections(server)).toEqual([1, 0]);
  });

  it('resubscribes after the server was unavailable', async () => {
    const server = await ownServer('--appendonly', 'yes');
    const storage = open({ url: server.url });
    let hints = 0;
    await storage.watch(() => (hints += 1));
    await server.restart();
    await expect.poll(() => hints).toBe(1);
    await storage.set(flag('a'));
    await expect.poll(() => hints).toBe(2);
  });

  it('detects a half-open connection by itself', async () => {
    const server = await ownServer();
    const { proxy, url } = await faultProxy(server.url);
    const reader = open({ url });
    let hints = 0;
    await reader.watch(() => (hints += 1));
    proxy.blackHole();
    proxy.pass();
    await expect.poll(() => hints).toBe(1);
    await open({ url: server.url }).set(flag('a'));
    await expect.poll(() => hints).toBe(2);
    await expect.poll(() => proxy.open).toBe(1);
  });

  it('abandons a subscription that is not confirmed, with its connection', async () => {
    const server = await ownServer();
    const { proxy, url } = await faultProxy(server.url);
    const storage = open({ url, timeoutMs: 1_000 });
    proxy.loseReply({ containing: 'SUBSCRIBE' });
    proxy.loseReply({ containing: 'subscribe' });
    await expect(storage.watch(() => {})).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
    await expect.poll(() => proxy.open).toBe(0);
    let hints = 0;
    await storage.watch(() => (hints += 1));
    await storage.set(flag('a'));
    await expect.poll(() => hints).toBe(1);
  });
});

describe('connections', () => {
  it('are none before the first use, one to send and one for each watch, and none after close', async () => {
    const server = await ownServer();
    const storage = open({ url: server.url });
    expect(await connections(server)).toEqual([0, 0]);
    await Promise.all([storage.revision(), storage.list(), storage.history()]);
    const stop = await storage.watch(() => {});
    await storage.watch(() => {});
    expect(await connections(server)).toEqual([1, 2]);
    await stop();
    await expect.poll(() => connections(server)).toEqual([1, 1]);
    await storage.close();
    await storage.close();
    await expect.poll(() => connections(server)).toEqual([0, 0]);
    for (const use of [() => storage.watch(() => {}), () => storage.list(), () => storage.set(flag('a'))]) {
      await expect(use()).rejects.toMatchObject({ code: 'CLOSED' });
    }
  });

  it('do not leak over 100 stores that are opened, used and closed', async () => {
    const server = await ownServer();
    const sockets = (): number => process.getActiveResourcesInfo().filter((name) => name.startsWith('TCP')).length;
    const before = sockets();
    for (let n = 0; n < 100; n += 1) {
      const storage = open({ url: server.url });
      const watching = storage.watch(() => {});
      const writing = storage.set(flag('a'));
      // Half of them are closed while they are in use.
      if (n % 2 === 0) await Promise.all([watching, writing]);
      await storage.close();
      await Promise.allSettled([watching, writing]);
    }
    await expect.poll(() => connections(server)).toEqual([0, 0]);
    await expect.poll(sockets).toBe(before);
  });
});
