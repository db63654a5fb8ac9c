import { createClient } from 'redis';
import { afterAll, beforeAll, describe } from 'vitest';
import { startCluster } from './support/cluster.ts';
import type { Cluster } from './support/cluster.ts';
import { conformancePrefix, conforms } from './support/conforms.ts';
import { removeKeys, SHARED_URL } from './support/fixtures.ts';
import { startRedis } from './support/redis-server.ts';
import type { RedisServer } from './support/redis-server.ts';

conforms('redis with a prefix', {
  fresh: () => ({ url: SHARED_URL, prefix: conformancePrefix() }),
  remove: removeKeys,
});

conforms("redis over an application's client", {
  fresh: () => ({ client: createClient({ url: SHARED_URL, RESP: 2 }), prefix: conformancePrefix() }),
  remove: removeKeys,
});

describe('with a server of its own', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.stop());

  conforms('redis without a prefix', {
    fresh: () => ({ url: server.url }),
    remove: () => server.command('FLUSHALL'),
  });
});

describe('with a cluster of three nodes', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster();
  });
  afterAll(() => cluster.stop());

  conforms('redis cluster', { fresh: () => ({ client: cluster.client(), prefix: conformancePrefix() }) });
});
