import { FlagstaffError } from '../model/error.ts';
import { asStorageError } from '../storage/backend.ts';
import { bindMethod } from '../storage/bind-methods.ts';
import type { StorageBackend } from '../storage/port.ts';
import type { Clock } from '../timing/clock.ts';
import { withStepDeadline } from '../timing/deadline.ts';

/** Maximum clock difference between machines, in milliseconds. */
const MAX_DIFFERENCE = 3_600_000;

/** Instants for shared writes, so that no single machine's clock decides them. */
export interface Past {
  /** Returns the current time of the store's clock, or of this machine when the store has none. */
  now(): Promise<number>;
  /**
   * Returns an instant that is past for every instance: an hour ago, by both this machine's clock and the store's. Rejects when
   * the store's clock cannot be read.
   */
  surely(): Promise<number>;
  /** Like `surely`, but `-Infinity` when the store's clock cannot be read. */
  known(): Promise<number>;
  /** Returns the milliseconds by which the store's clock is ahead of this machine's. Undefined when the store has none. */
  skewMs(): Promise<number | undefined>;
}

export function createPast(storage: StorageBackend, clock: Clock): Past {
  const time = bindMethod(storage, 'time');
  const { connectTimeoutMs } = storage;

  async function stored(): Promise<number> {
    if (time === undefined) return clock.now();
    const what = `${storage.name}: reading its clock`;
    const found: unknown = await withStepDeadline('head', time, {
      clock,
      what,
      connectTimeoutMs,
      keepAlive: true,
    }).catch((error: unknown) => {
      throw asStorageError(error, what);
    });
    if (typeof found === 'number' && Number.isFinite(found)) return found;
    throw new FlagstaffError('STORAGE_CORRUPT', `${storage.name}: \`time\` must resolve to milliseconds since 1970.`);
  }

  async function surely(): Promise<number> {
    return Math.min(await stored(), clock.now()) - MAX_DIFFERENCE;
  }

  return {
    now: () => stored().catch(() => clock.now()),
    surely,
    known: () => surely().catch(() => Number.NEGATIVE_INFINITY),
    async skewMs() {
      if (time === undefined) return undefined;
      const before = clock.now();
      const there = await stored();
      // The store read its clock somewhere within the round trip.
      return Math.round(there - (before + clock.now()) / 2);
    },
  };
}
