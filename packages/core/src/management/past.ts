import { FlagstaffError } from '../model/error.ts';
import { bindMethod } from '../storage/bind-methods.ts';
import type { StorageBackend } from '../storage/port.ts';
import { asStorageError } from '../storage/storage-error.ts';
import type { Clock } from '../timing/clock.ts';
import { withStepDeadline } from '../timing/step-deadline.ts';

/** Milliseconds by which the clocks of machines may differ. */
const MAX_DIFFERENCE = 3_600_000;

/** Instants for what is written for all instances, so that no single machine's clock decides it. */
export interface Past {
  /** Now by the store's clock, or by this machine's where the store has none. */
  now(): Promise<number>;
  /**
   * An instant that every instance has left behind: an hour ago, by this machine's clock and by the store's. Rejects when the
   * store's clock cannot be read.
   */
  surely(): Promise<number>;
  /** The same; `-Infinity` when the store's clock cannot be read: then nothing is known to be past. */
  known(): Promise<number>;
}

export function createPast(storage: StorageBackend, clock: Clock): Past {
  const time = bindMethod(storage, 'time');

  async function stored(): Promise<number> {
    if (time === undefined) return clock.now();
    const what = `${storage.name}: reading its clock`;
    const found: unknown = await withStepDeadline('head', time, { clock, what, keepAlive: true }).catch(
      (error: unknown) => {
        throw asStorageError(error, what);
      },
    );
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
  };
}
