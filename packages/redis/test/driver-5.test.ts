// @needs redis, own redis
// Tests the oldest driver in the peer range.
import { sendRedis } from '@flagstaff/testbed';
import { createClient, createCluster } from 'redis-5';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCluster } from './support/cluster.ts';
import type { Cluster } from './support/cluster.ts';
import { conformancePrefix, conforms } from './support/conforms.ts';
import { flag, open, ownServer, removeKeys, SHARED_URL } from './support/fixtures.ts';
import { startProxy } from './support/proxy.ts';

const application = createClient({ url: SHARED_URL });

conforms('redis over a client of major 5', {
  fresh: () => ({ client: application, prefix: conformancePrefix() }),
  remove: removeKeys,
});

describe('with a cluster of three nodes', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster();
  });
  afterAll(() => cluster.stop());

  it('supports a cluster client of major 5', async () => {
    const client = createCluster({ rootNodes: cluster.nodes.map(({ url }) => ({ url })) });
    const storage = open({ client, prefix: conformancePrefix() });
    let hints = 0;
    await storage.watch(() => (hints += 1));
    await storage.set(flag('a'));
    expect(await storage.list()).toHaveLength(1);
    await expect.poll(() => hints).toBe(1);
  });
});

it('replaces a client of major 5 when its connection is cut, dead or refused', async () => {
  const server = await ownServer('--appendonly', 'yes');
  const proxy = await startProxy(server.port);
  const storage = open({ client: createClient({ url: proxy.url }), timeoutMs: 1_000, loadTimeoutMs: 1_000 });
  const saved = (version: number): Promise<void> =>
    expect
      .poll(() => storage.set(flag('a'), { ifVersion: version - 1 }).catch(() => undefined))
      .toMatchObject({ version });
  let hints = 0;
  await storage.watch(() => (hints += 1));
  /** Does something and waits until a watcher is called: for a commit and a reconnect, in any order. */
  const hintedBy = async (act: () => unknown): Promise<void> => {
    const before = hints;
    await act();
    await expect.poll(() => hints).toBeGreaterThan(before);
  };

  await hintedBy(() => saved(1));
  await hintedBy(() => sendRedis(server.url, 'CLIENT', 'KILL', 'TYPE', 'pubsub'));
  await hintedBy(() => saved(2));
  await hintedBy(() => server.restart());
  await hintedBy(() => saved(3));
  await hintedBy(() => {
    proxy.treat('dead');
    proxy.treat('pass', 'new');
  });
  await hintedBy(() => saved(4));
  await expect.poll(() => proxy.open).toBe(2);

  await storage.close();
  await expect.poll(() => proxy.open).toBe(0);
});
