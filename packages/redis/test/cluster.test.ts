// @needs own redis
import { sendRedis } from '@flagstaff/testbed';
import type { Server } from '@flagstaff/testbed';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startCluster } from './support/cluster.ts';
import { flag, open } from './support/fixtures.ts';

describe('a cluster', () => {
  it('keeps a prefix in one slot, announces across all nodes, and works without the other nodes', async () => {
    const cluster = await startCluster();
    onTestFinished(() => cluster.stop());
    // One prefix per node.
    const prefixes = ['{a}flags:', 'app:{b}:', 'c:'];
    const owners = await Promise.all(
      prefixes.map(async (prefix) => {
        const [reader, writer] = [
          open({ client: cluster.client(), prefix }),
          open({ client: cluster.client(), prefix }),
        ];
        let hints = 0;
        await reader.watch(() => (hints += 1));
        const { revision } = await writer.commit([
          { type: 'set', document: flag('a') },
          { type: 'set', document: flag('b') },
        ]);
        await expect.poll(() => hints).toBe(1);
        await writer.delete('flag:b');
        await expect.poll(() => hints).toBe(2);
        expect(await reader.snapshot()).toMatchObject({ revision: { number: 2 }, documents: [{ key: 'a' }] });
        expect(await reader.changes(revision)).toHaveLength(1);
        expect((await reader.history()).items).toHaveLength(2);
        const sizes = await Promise.all(cluster.nodes.map((node) => sendRedis(node.url, 'KEYS', `*${prefix}*`)));
        const counts = sizes.map((keys) => (keys as string[]).length);
        expect(counts.filter((keys) => keys > 0)).toHaveLength(1);
        return counts.findIndex((keys) => keys > 0);
      }),
    );
    expect(owners).not.toContain(-1);
    expect(new Set(owners).size).toBeGreaterThan(1);

    const dead = cluster.nodes.findIndex((_node, n) => n !== owners[0]);
    await sendRedis(cluster.nodes[0]!.url, 'CONFIG', 'SET', 'cluster-require-full-coverage', 'no');
    for (const node of cluster.nodes) await sendRedis(node.url, 'CONFIG', 'SET', 'cluster-require-full-coverage', 'no');
    await cluster.nodes[dead]!.kill();
    const storage = open({ client: cluster.client(), prefix: prefixes[0]! });
    await expect
      .poll(() => storage.set(flag('a')).catch(() => undefined), { timeout: 60_000 })
      .toMatchObject({ key: 'a' });
  });

  it('waits while its slot moves to another node', async () => {
    const cluster = await startCluster();
    onTestFinished(() => cluster.stop());
    const storage = open({ client: cluster.client(), loadTimeoutMs: 30_000 });
    await storage.set(flag('a'));
    const found = await Promise.all(cluster.nodes.map((node) => sendRedis(node.url, 'KEYS', '*')));
    const from = found.findIndex((keys) => (keys as string[]).length > 0);
    const [source, target] = [cluster.nodes[from]!, cluster.nodes[(from + 1) % cluster.nodes.length]!];
    const keys = found[from] as string[];
    const slot = String(await sendRedis(source.url, 'CLUSTER', 'KEYSLOT', keys[0]!));
    const [sourceId, targetId] = (await Promise.all(
      [source, target].map((node) => sendRedis(node.url, 'CLUSTER', 'MYID')),
    )) as [string, string];
    const move = (key: string): Promise<unknown> =>
      sendRedis(source.url, 'MIGRATE', '127.0.0.1', String(target.port), key, '0', '5000');
    await sendRedis(target.url, 'CLUSTER', 'SETSLOT', slot, 'IMPORTING', sourceId);
    await sendRedis(source.url, 'CLUSTER', 'SETSLOT', slot, 'MIGRATING', targetId);
    await move(keys[0]!);
    const refused = async (): Promise<number> => {
      const said = await Promise.all([source, target].map((node) => sendRedis(node.url, 'INFO', 'errorstats')));
      return said.reduce<number>(
        (sum, text) => sum + Number(/errorstat_TRYAGAIN:count=(\d+)/.exec(String(text))?.[1] ?? 0),
        0,
      );
    };
    const writing = storage.set(flag('b'));
    writing.catch(() => undefined);
    await expect.poll(refused, { timeout: 60_000 }).toBeGreaterThan(0);
    for (const key of keys.slice(1)) await move(key);
    for (const node of [target, source, ...cluster.nodes]) {
      await sendRedis(node.url, 'CLUSTER', 'SETSLOT', slot, 'NODE', targetId);
    }
    expect(await writing).toMatchObject({ key: 'b', version: 1 });
    expect((await storage.list()).map(({ key }) => key)).toEqual(['a', 'b']);
  });

  it('reports a missing node, and uses it again', async () => {
    const cluster = await startCluster();
    onTestFinished(() => cluster.stop());
    const storage = open({ client: cluster.client(), timeoutMs: 2_000, loadTimeoutMs: 2_000 });
    await storage.set(flag('a'));
    await storage.close();
    const again = open({ client: cluster.client(), timeoutMs: 2_000, loadTimeoutMs: 2_000 });
    await again.revision();
    await Promise.all(cluster.nodes.map((node) => node.kill()));
    await expect(again.revision()).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
    await Promise.all(cluster.nodes.map((node) => node.restart()));
    await expect
      .poll(() => again.set(flag('b')).catch(() => undefined), { timeout: 60_000 })
      .toMatchObject({ key: 'b' });
  });

  it('follows its slot when a replica takes over', async () => {
    const cluster = await startCluster(1);
    onTestFinished(() => cluster.stop());
    const [reader, writer] = [open({ client: cluster.client() }), open({ client: cluster.client() })];
    let hints = 0;
    await reader.watch(() => (hints += 1));
    const { revision } = await writer.commit([{ type: 'set', document: flag('a') }]);
    await expect.poll(() => hints).toBe(1);
    const options = { timeout: 60_000 };
    const keys = await Promise.all(cluster.nodes.map((node) => sendRedis(node.url, 'KEYS', '*')));
    const master = cluster.nodes[keys.findIndex((found) => (found as string[]).length > 0)]!;
    // Replication is asynchronous: the commit survives the failover only once the replica has acknowledged it.
    const [written] = await offsets(master);
    await expect.poll(async () => (await offsets(master))[1], options).toBeGreaterThanOrEqual(written);
    await master.kill();
    await expect
      .poll(() => writer.set(flag('b')).catch(() => undefined), options)
      .toMatchObject({ key: 'b', version: expect.any(Number) });
    await expect.poll(() => reader.changes(revision).catch(() => undefined), options).not.toHaveLength(0);
    expect((await reader.list()).map(({ key }) => key)).toEqual(['a', 'b']);
    const before = hints;
    await expect
      .poll(async () => {
        await writer.set(flag('c'));
        return hints > before;
      }, options)
      .toBe(true);
  });
});

/** Returns a master's replication offset, and the offset that its replica has acknowledged. */
async function offsets(master: Server): Promise<[number, number]> {
  const said = String(await sendRedis(master.url, 'INFO', 'replication'));
  const read = (pattern: RegExp): number => Number(pattern.exec(said)?.[1] ?? -1);
  return [read(/master_repl_offset:(\d+)/), read(/slave0:.*offset=(\d+)/)];
}
