// @needs redis, own redis
// Tests the oldest driver in the peer range, through every door.
import { sendRedis } from '@flagstaff/testbed';
import { createClient, createCluster, createSentinel } from 'redis';
import { redisStorage } from '@flagstaff/redis';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startCluster } from '../support/cluster.ts';
import type { Cluster } from '../support/cluster.ts';
import { conformancePrefix, conforms } from '../support/conforms.ts';
import { faultProxy, flag, open, ownServer, removeKeys, SHARED_URL } from '../support/fixtures.ts';

// An application has one version of the driver. With this, the package uses the oldest too.
vi.mock('redis', () => import('redis-5'));

const application = createClient({ url: SHARED_URL });

conforms('redis of major 5 with a URL', {
  fresh: () => ({ url: SHARED_URL, prefix: conformancePrefix() }),
  remove: removeKeys,
  // The whole suite every day: nothing else uses this version.
  repeats: { oneIn: 1 },
});

conforms('redis of major 5 with a client', {
  fresh: () => ({ client: application, prefix: conformancePrefix() }),
  remove: removeKeys,
  repeats: { oneIn: 5 },
});

describe('with a cluster of three nodes', () => {
  let cluster: Cluster;
  let client: ReturnType<typeof createCluster>;
  beforeAll(async () => {
    cluster = await startCluster();
    client = createCluster({ rootNodes: cluster.nodes.map(({ url }) => ({ url })) });
  });
  afterAll(() => cluster.stop());

  conforms('redis of major 5 with a cluster', {
    fresh: () => ({ client, prefix: conformancePrefix() }),
    repeats: { oneIn: 5 },
  });
});

it('refuses a sentinel client of major 5, which cannot be duplicated', () => {
  const client = createSentinel({ name: 'flags', sentinelRootNodes: [{ host: '127.0.0.1', port: 26_379 }] });
  expect(() => redisStorage({ client })).toThrow(/createSentinel needs `redis` 6 or later/);
});

it('replaces its own clients when their connection is cut, dead or refused', { timeout: 120_000 }, async () => {
  const server = await ownServer('--appendonly', 'yes');
  const { proxy, url } = await faultProxy(server.url);
  const storage = open({ client: createClient({ url }), timeoutMs: 1_000, loadTimeoutMs: 1_000 });
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
    // A dead connection that is idle is found by a ping.
    await expect.poll(() => hints, { timeout: 60_000 }).toBeGreaterThan(before);
  };

  await hintedBy(() => saved(1));
  await hintedBy(() => sendRedis(server.url, 'CLIENT', 'KILL', 'TYPE', 'pubsub'));
  await hintedBy(() => saved(2));
  await hintedBy(() => server.restart());
  await hintedBy(() => saved(3));
  await hintedBy(() => {
    proxy.blackHole();
    proxy.pass();
  });
  await hintedBy(() => saved(4));
  await expect.poll(() => proxy.open).toBe(2);

  await storage.close();
  await expect.poll(() => proxy.open).toBe(0);
});
