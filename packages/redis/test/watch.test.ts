// @needs redis, own redis
import type { CommitDelta } from '@flagstaff/core/storage';
import { sendRedis } from '@flagstaff/testbed';
import type { Server } from '@flagstaff/testbed';
import { describe, expect, it } from 'vitest';
import { PING } from '../src/driver.ts';
import { faultProxy, flag, open, ownPrefix, ownServer, SHARED_URL } from './support/fixtures.ts';

/** Milliseconds to find a dead connection that is idle: twice what a ping takes. */
const PROOF = 2 * (PING.intervalMs + PING.replyMs);

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

  it('passes the commit that is announced, as the log returns it, if it is small', async () => {
    const prefix = ownPrefix();
    const [reader, writer] = [open({ url: SHARED_URL, prefix }), open({ url: SHARED_URL, prefix })];
    const { revision: first } = await writer.commit([{ type: 'set', document: flag('a') }]);
    const announced: (CommitDelta | undefined)[] = [];
    await reader.watch((commit) => announced.push(commit));
    await writer.commit(
      [
        { type: 'set', document: flag('a', 'Grüße 🎏') },
        { type: 'set', document: flag('b') },
      ],
      { actor: 'ada', comment: 'two\nlines' },
    );
    await writer.delete('flag:b');
    await writer.set(flag('a', 'long '.repeat(1_700)));
    await expect.poll(() => announced.length).toBe(3);
    const commits = await reader.changes(first);
    expect(announced).toEqual([commits?.[0], commits?.[1], undefined]);
  });

  it('passes nothing when a message is not an announcement', async () => {
    const prefix = ownPrefix();
    const reader = open({ url: SHARED_URL, prefix });
    const heard: unknown[] = [];
    await reader.watch((commit) => heard.push(commit));
    const record = '{"at":"","changes":[]}';
    const messages = [
      '',
      '\n',
      'null\nnull',
      '{}\n{}',
      `["epoch","0","token",""]\n${record}`,
      `["epoch","1e9","token",""]\n${record}`,
      `["epoch",1,"token",""]\n${record}`,
      '["epoch","1","token",""]\n{"changes":[{"id":"flag:a","before":null,"after":5}]}',
      `["epoch","1","token",""]\n${'['.repeat(8_000)}`,
      `["epoch","1","token",""]\n${' '.repeat(1_000_000)}${record}`,
    ];
    for (const message of messages) await sendRedis(SHARED_URL, 'PUBLISH', `{${prefix}}changes`, message);
    await expect.poll(() => heard.length).toBe(messages.length);
    expect(heard).toEqual(messages.map(() => undefined));
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

  it('detects a half-open connection by itself, and reports it', { timeout: 2 * PROOF }, async () => {
    const server = await ownServer();
    const { proxy, url } = await faultProxy(server.url);
    const reader = open({ url });
    let hints = 0;
    const health: boolean[] = [];
    await reader.watch(
      () => (hints += 1),
      (isHealthy) => health.push(isHealthy),
    );
    expect(health).toEqual([true]);
    proxy.blackHole();
    proxy.pass();
    await expect.poll(() => hints, { timeout: PROOF }).toBe(1);
    expect(health).toEqual([true, false, true]);
    await open({ url: server.url }).set(flag('a'));
    await expect.poll(() => hints).toBe(2);
    await expect.poll(() => proxy.open).toBe(1);
  });

  it('reports that it works, until it is stopped', async () => {
    const server = await ownServer();
    const reader = open({ url: server.url });
    const health: boolean[] = [];
    const stop = await reader.watch(
      () => {},
      (isHealthy) => health.push(isHealthy),
    );
    await sendRedis(server.url, 'CLIENT', 'KILL', 'TYPE', 'pubsub');
    await expect.poll(() => health).toEqual([true, false, true]);
    await stop();
    await expect.poll(() => connections(server)).toEqual([1, 0]);
    await sendRedis(server.url, 'CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    await reader.revision();
    expect(health).toHaveLength(3);
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
  it('are none before the first use, one for all uses, and none after close', async () => {
    const server = await ownServer();
    const storage = open({ url: server.url });
    expect(await connections(server)).toEqual([0, 0]);
    await Promise.all([storage.revision(), storage.list(), storage.history()]);
    expect(await connections(server)).toEqual([1, 0]);
    const stop = await storage.watch(() => {});
    const stopOther = await storage.watch(() => {});
    expect(await connections(server)).toEqual([0, 1]);
    await stop();
    await storage.set(flag('a'));
    expect(await connections(server)).toEqual([0, 1]);
    await stopOther();
    await expect.poll(() => connections(server)).toEqual([1, 0]);
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
