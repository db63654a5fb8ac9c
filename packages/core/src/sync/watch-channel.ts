// Docs: docs/sync.md, "The watch channel"
import type { FlagstaffError } from '../model/error.ts';
import { inBackground } from '../timing/background.ts';
import { asStorageError } from '../storage/storage-error.ts';
import type { StorageBackend } from '../storage/port.ts';
import { createBackoff } from '../timing/backoff.ts';
import type { Random } from '../timing/backoff.ts';
import type { Clock } from '../timing/clock.ts';
import { withDeadline } from '../timing/deadline.ts';
import type { Lifetime } from '../timing/lifetime.ts';
import type { ErrorLog } from './problem-log.ts';

/** Milliseconds that a notification may come later than a poll that found the same change. */
const GRACE = 500;

type Stop = () => Promise<void>;

export interface WatchChannelOptions {
  readonly storage: StorageBackend;
  readonly clock: Clock;
  readonly lifetime: Lifetime;
  readonly random: Random;
  readonly problems: ErrorLog;
  /** Something may have changed. */
  readonly onHint: () => void;
}

/** The store's notifications, kept alive: started again when they fail, or when they seem to have fallen silent. */
export interface WatchChannel {
  /** Listens, unless it does already or was told that it cannot. For the start, and when the store is in step again. */
  start(): void;
  /** A change was found that nothing announced: unless an announcement comes soon, stop and watch again. */
  doubt(): void;
  /** Stops the watch; the lifetime has ended before. */
  close(): Promise<void>;
}

export function createWatchChannel(options: WatchChannelOptions): WatchChannel {
  const { storage, clock, lifetime, random, problems, onHint } = options;
  const retry = createBackoff({ first: 1_000, most: 30_000, random });
  // A backend that cannot watch will hardly learn it: asked again rarely, in case that somebody changes its permissions.
  const rareRetry = createBackoff({ first: 60_000, most: 900_000, random });
  let stop: Stop | undefined;
  let stopping: Promise<void> | undefined;
  let busy = false;
  let unavailable = false;
  let cancelTimer: (() => void) | undefined;
  let cancelDoubt: (() => void) | undefined;

  function heard(): void {
    if (lifetime.over) return;
    cancelDoubt?.();
    cancelDoubt = undefined;
    onHint();
  }

  async function listen(): Promise<Stop> {
    let late = false;
    const what = `${storage.name}: watching for changes`;
    try {
      return await withDeadline(
        'watch',
        async () => {
          const started = await storage.watch!(heard);
          if (late) inBackground(() => halt(started));
          return started;
        },
        { clock, lifetime, what },
      );
    } catch (error) {
      late = true;
      throw asStorageError(error, what);
    }
  }

  /** Stops a watch, as far as it lets itself be stopped; never rejects. */
  async function halt(stopped: Stop): Promise<void> {
    try {
      await withDeadline('stop', stopped, {
        clock,
        what: `${storage.name}: stopping the watch`,
        keepAlive: lifetime.over,
      });
    } catch {
      // Whatever it still calls back is only a hint, and after `close` not even that.
    }
  }

  async function open(): Promise<void> {
    if (busy || lifetime.over) return;
    busy = true;
    cancelTimer?.();
    try {
      const previous = stop;
      stop = undefined;
      if (previous !== undefined) await (stopping = halt(previous));
      const started = await listen();
      if (lifetime.over) {
        await halt(started);
        return;
      }
      stop = started;
      unavailable = false;
      retry.reset();
      rareRetry.reset();
      problems.settle('watch');
      // What changed before it listened, nobody announced.
      onHint();
    } catch (error) {
      if (!lifetime.over) failed(error as FlagstaffError);
    } finally {
      busy = false;
    }
  }

  function failed(error: FlagstaffError): void {
    problems.tell('watch', error);
    unavailable = error.code === 'WATCH_UNAVAILABLE';
    const delay = unavailable ? rareRetry.next() : retry.next();
    cancelTimer = clock.setTimer(() => inBackground(open), delay);
  }

  return {
    start() {
      if (storage.watch !== undefined && stop === undefined && !unavailable) inBackground(open);
    },

    doubt() {
      if (stop === undefined || cancelDoubt !== undefined || lifetime.over) return;
      cancelDoubt = clock.setTimer(() => {
        cancelDoubt = undefined;
        inBackground(open);
      }, GRACE);
    },

    async close() {
      cancelTimer?.();
      cancelDoubt?.();
      const stopped = stop;
      stop = undefined;
      await Promise.all([stopping, stopped && halt(stopped)]);
    },
  };
}
