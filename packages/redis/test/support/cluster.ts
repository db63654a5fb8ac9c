import { freePort, sendRedis, startRedis } from '@flagstaff/testbed';
import type { Server } from '@flagstaff/testbed';
import { createCluster } from 'redis';

/** The type of a cluster client, without the modules' commands. */
export type ClusterClient = ReturnType<typeof createCluster>;

export interface Cluster {
  /** The initial masters, in the order of their slots. */
  readonly nodes: readonly Server[];
  client(): ClusterClient;
  stop(): Promise<void>;
}

interface Node extends Server {
  readonly bus: number;
}

const SLOTS = 16_384;

/** Starts three masters with the given number of replicas each. */
export async function startCluster(replicas = 0): Promise<Cluster> {
  // Without replicas, a busy machine must not be mistaken for a dead node.
  const patienceMs = replicas === 0 ? 10_000 : 2_000;
  const masters = await startNodes(3, patienceMs);
  const followers = await startNodes(3 * replicas, patienceMs);
  for (const [n, master] of masters.entries()) {
    const [from, to] = [n, n + 1].map((part) => Math.floor((part * SLOTS) / masters.length));
    await sendRedis(master.url, 'CLUSTER', 'ADDSLOTSRANGE', String(from), String(to! - 1));
    await sendRedis(master.url, 'CLUSTER', 'SET-CONFIG-EPOCH', String(n + 1));
  }
  const [first, ...others] = [...masters, ...followers];
  for (const { port, bus } of others) {
    await sendRedis(first!.url, 'CLUSTER', 'MEET', '127.0.0.1', String(port), String(bus));
  }
  for (const node of [first!, ...others]) await until(node, ['CLUSTER', 'INFO'], 'cluster_state:ok');
  for (const [n, follower] of followers.entries()) {
    const id = String(await sendRedis(masters[n % masters.length]!.url, 'CLUSTER', 'MYID'));
    await until(follower, ['CLUSTER', 'NODES'], id);
    await sendRedis(follower.url, 'CLUSTER', 'REPLICATE', id);
    await until(follower, ['INFO', 'replication'], 'master_link_status:up');
  }
  return {
    nodes: masters,
    client: () => createCluster({ rootNodes: [first!, ...others].map(({ url }) => ({ url })) }),
    stop: async () => {
      await Promise.all([first!, ...others].map((node) => node.dispose()));
    },
  };
}

async function startNodes(count: number, patienceMs: number): Promise<Node[]> {
  const nodes: Node[] = [];
  while (nodes.length < count) {
    const bus = await freePort();
    const settings = `--cluster-enabled yes --cluster-node-timeout ${patienceMs} --repl-diskless-sync-delay 0 --cluster-port ${bus}`;
    nodes.push(Object.assign(await startRedis({ args: settings.split(' ') }), { bus }));
  }
  return nodes;
}

async function until(node: Server, command: readonly string[], says: string): Promise<void> {
  while (!String(await sendRedis(node.url, ...command)).includes(says)) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
