// Docs: docs/sync.md, "The watch channel"
import type { FlagstaffError } from '../model/error.ts';
import { inBackground } from '../timing/background.ts';
import type { CommitDelta, StorageBackend } from '../storage/port.ts';
import type { Random } from '../timing/backoff.ts';
import type { Clock } from '../timing/clock.ts';
import type { Lifetime } from '../timing/lifetime.ts';
import type { ErrorLog } from './problem-log.ts';
import type { SharedTools } from './shared-tools.ts';

/** Milliseconds by which a notification may lag behind a poll that found the same change. */
const MAX_LATENESS_MS = 500;

type Stop = () => Promise<void>;

export interface WatchChannelOptions {
  readonly storage: StorageBackend;
  readonly clock: Clock;
  readonly lifetime: Lifetime;
  readonly random: Random;
  readonly problems: ErrorLog;
  /** Called when something may have changed, with the announced commit if the backend passes it. */
  readonly onHint: (commit?: CommitDelta) => void;
  /** Called with whether the backend knows that changes are announced. Initially false. */
  readonly onHealth: (works: boolean) => void;
  readonly tools: SharedTools;
}

/** Keeps the store's notifications alive: restarts them when they fail or fall silent. */
export interface WatchChannel {
  /** Starts watching, unless it already does. Called at startup and whenever the store is in sync again. */
  start(): void;
  /** Call after finding an unannounced change. Restarts the watch unless a notification arrives soon. */
  doubt(): void;
  /** Stops the watch, after the lifetime has ended. */
  close(): Promise<void>;
}

export function createWatchChannel(options: WatchChannelOptions): WatchChannel {
  const { storage, clock, lifetime, random, problems, onHint, onHealth, tools } = options;
  const { asStorageError, createBackoff, withStepDeadline } = tools;
  const retry = createBackoff({ first: 1_000, most: 30_000, random });
  // Retry rarely when a backend cannot watch: its permissions may change.
  const rareRetry = createBackoff({ first: 60_000, most: 900_000, random });
  let stop: Stop | undefined;
  let stopping: Promise<void> | undefined;
  let busy = false;
  let unavailable = false;
  let cancelTimer: (() => void) | undefined;
  let cancelDoubt: (() => void) | undefined;

  function heard(commit?: CommitDelta): void {
    if (lifetime.over) return;
    cancelDoubt?.();
    cancelDoubt = undefined;
    onHint(commit);
  }

  async function listen(): Promise<Stop> {
    let late = false;
    const what = `${storage.name}: watching for changes`;
    try {
      return await withStepDeadline(
        'watch',
        async () => {
          const started = await storage.watch!(heard, (works: unknown) => late || onHealth(works === true));
          if (late) inBackground(() => halt(started));
          return started;
        },
        { clock, lifetime, connectTimeoutMs: storage.connectTimeoutMs, what },
      );
    } catch (error) {
      late = true;
      onHealth(false);
      throw asStorageError(error, what);
    }
  }

  /** Stops a watch as far as possible. Never rejects. */
  async function halt(stopped: Stop): Promise<void> {
    try {
      await withStepDeadline('stop', stopped, {
        clock,
        what: `${storage.name}: stopping the watch`,
        keepAlive: lifetime.over,
      });
    } catch {
      // Later callbacks are only hints, and ignored after `close`.
    }
  }

  async function open(): Promise<void> {
    if (busy || lifetime.over) return;
    busy = true;
    cancelTimer?.();
    onHealth(false);
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
      // Changes before the watch began were not announced.
      onHint();
    } catch (error) {
      if (!lifetime.over) failed(error as FlagstaffError);
    } finally {
      busy = false;
    }
  }

  function failed(error: FlagstaffError): void {
    problems.report('watch', error);
    unavailable = error.code === 'WATCH_UNAVAILABLE';
    const delay = unavailable ? rareRetry.next() : retry.next();
    cancelTimer = clock.setTimer(() => inBackground(open), delay);
  }

  return {
    start() {
      if (stop === undefined && !unavailable) inBackground(open);
    },

    doubt() {
      if (stop === undefined || cancelDoubt !== undefined || lifetime.over) return;
      cancelDoubt = clock.setTimer(() => {
        cancelDoubt = undefined;
        inBackground(open);
      }, MAX_LATENESS_MS);
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
