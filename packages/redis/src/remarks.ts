import type { Remark, StorageBackend } from '@flagstaff/core/storage';
import { texts } from './connection.ts';
import type { Connection } from './connection.ts';
import { corrupt, evicts } from './errors.ts';
import type { Keys } from './layout.ts';

export interface RemarksOptions {
  readonly connection: Connection;
  readonly keys: Keys;
  readonly timeoutMs: number;
  readonly reading: <T>(key: string, read: () => Promise<T>) => Promise<T>;
}

/** Reads server facts: its time, and whether it evicts keys without an expiry. */
export function createRemarks({
  connection,
  keys,
  timeoutMs,
  reading,
}: RemarksOptions): Required<Pick<StorageBackend, Remark>> {
  const ask = async (...args: readonly string[]): Promise<readonly (string | null)[]> =>
    texts(await connection.send({ key: keys.data, args, deadlineMs: timeoutMs, repeatable: true }), keys.data);

  /** Undefined when the user has no permission for either command. Managed servers often lack CONFIG. */
  async function policy(): Promise<string | undefined> {
    try {
      return (await ask('CONFIG', 'GET', 'maxmemory-policy'))[1] ?? undefined;
    } catch {
      // A script, because every reply must be a list.
      const [info] = await ask('EVAL', "return {redis.call('INFO', 'memory')}", '1', keys.data).catch(() => []);
      return /^maxmemory_policy:(\S+)/m.exec(info ?? '')?.[1];
    }
  }

  return {
    time: () =>
      reading(keys.data, async () => {
        const [seconds, microseconds] = (await ask('TIME')).map(Number);
        const time = seconds! * 1_000 + Math.floor(microseconds! / 1_000);
        if (!Number.isSafeInteger(time)) throw corrupt(keys.data, 'returned an unexpected reply');
        return time;
      }),

    async warnings() {
      const found = await policy();
      return found?.startsWith('allkeys-') === true ? [evicts(keys, found)] : [];
    },
  };
}
