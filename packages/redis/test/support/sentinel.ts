import { sendRedis, startRedis } from '@flagstaff/testbed';

export interface Sentinel {
  /** The options of `createSentinel`. */
  readonly options: {
    readonly name: string;
    readonly sentinelRootNodes: { readonly host: string; readonly port: number }[];
  };
  stop(): Promise<void>;
}

/** Starts a primary, and a sentinel that watches it. */
export async function startSentinel(): Promise<Sentinel> {
  const primary = await startRedis();
  const sentinel = await startRedis({ args: ['--sentinel'] });
  await sendRedis(sentinel.url, 'SENTINEL', 'MONITOR', 'flags', '127.0.0.1', String(primary.port), '1');
  return {
    options: { name: 'flags', sentinelRootNodes: [{ host: '127.0.0.1', port: sentinel.port }] },
    async stop() {
      await sentinel.dispose();
      await primary.dispose();
    },
  };
}
