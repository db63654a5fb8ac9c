// @needs redis, own redis
import { sendRedis, startRedis } from '@flagstaff/testbed';
import type { Server } from '@flagstaff/testbed';
import { createClient } from 'redis';
import { afterAll, beforeAll, describe } from 'vitest';
import { startCluster } from './support/cluster.ts';
import type { Cluster, ClusterClient } from './support/cluster.ts';
import { conformancePrefix, conforms } from './support/conforms.ts';
import { removeKeys, SHARED_URL } from './support/fixtures.ts';

conforms('redis with a prefix', {
  fresh: () => ({ url: SHARED_URL, prefix: conformancePrefix() }),
  remove: removeKeys,
});

const application = createClient({ url: SHARED_URL, RESP: 2 });

conforms("redis over an application's client", {
  fresh: () => ({ client: application, prefix: conformancePrefix() }),
  remove: removeKeys,
  repeats: { oneIn: 5 },
});

describe('with a server of its own', () => {
  let server: Server;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.dispose());

  conforms('redis without a prefix', {
    fresh: () => ({ url: server.url }),
    remove: () => sendRedis(server.url, 'FLUSHALL'),
    repeats: { oneIn: 5 },
  });
});

describe('with a cluster of three nodes', () => {
  let cluster: Cluster;
  let client: ClusterClient;
  beforeAll(async () => {
    cluster = await startCluster();
    client = cluster.client();
  });
  afterAll(() => cluster.stop());

  conforms('redis cluster', { fresh: () => ({ client, prefix: conformancePrefix() }), repeats: { oneIn: 5 } });
});
