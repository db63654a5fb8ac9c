import { Miniflare } from 'miniflare';
import { bundleWorker } from './bundle.ts';
import { startOrigin } from './origin.ts';
import type { Origin } from './origin.ts';

export interface RunningExample {
  /** The worker's URL. */
  readonly url: string;
  readonly origin: Origin;
  stop(): Promise<void>;
}

export interface StartOptions {
  /** The worker's port. 0 picks a free one. */
  readonly port: number;
  /** The origin's port. 0 picks a free one. */
  readonly originPort: number;
}

/** Starts an origin, and a worker on workerd, Cloudflare's runtime. */
export async function start({ port, originPort }: StartOptions): Promise<RunningExample> {
  const key = 'a-key-that-only-these-two-have';
  const origin = await startOrigin(key, originPort);
  const worker = new Miniflare({
    host: '127.0.0.1',
    port,
    modules: true,
    script: await bundleWorker(),
    compatibilityDate: '2026-04-01',
    bindings: { ORIGIN: origin.url, ORIGIN_KEY: key },
  });
  const { origin: url } = await worker.ready;

  return {
    url,
    origin,
    async stop() {
      await worker.dispose();
      await origin.kill();
    },
  };
}
