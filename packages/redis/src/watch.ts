import {
  createBackoff,
  createLifetime,
  inBackground,
  parseAnnouncement,
  pauseWithin,
  withDeadline,
} from '@flagstaff/core/storage';
import type { Commit, Lifetime } from '@flagstaff/core/storage';
import { Fault, faultOf } from './fault.ts';
import { storageError } from './errors.ts';
import { RETRY } from './retry.ts';
import { ANNOUNCED_BYTES } from './scripts.ts';
import type { Session } from './session.ts';

export interface WatcherOptions {
  /** Resolves to a session to subscribe with. */
  readonly open: (lifetime: Lifetime) => Promise<Session>;
  /** Whether that session also has other users, and stays when a watch ends. */
  readonly isShared: boolean;
  readonly channel: string;
  /** Milliseconds to wait for a subscription to be confirmed. */
  readonly timeoutMs: number;
}

type Hint = (commit?: Commit) => void;

interface Kept {
  readonly first: Session;
  readonly hint: Hint;
  readonly report: (isHealthy: boolean) => void;
  readonly lifetime: Lifetime;
}

export interface Watcher {
  /** The backend method `watch`. */
  watch(onChange: Hint, onHealth?: (isHealthy: boolean) => void): Promise<() => Promise<void>>;
  /** Stops all watches. */
  close(): void;
}

export function createWatcher({ open, isShared, channel, timeoutMs }: WatcherOptions): Watcher {
  const listening = new Set<Lifetime>();
  let closed = false;

  /** A session that is subscribed for certain. */
  async function listen(hint: Hint, lifetime: Lifetime): Promise<Session> {
    const session = await open(lifetime);
    const listener = (message: Buffer): void => hint(announcedCommit(message));
    const leave = (): void => (isShared ? session.unsubscribe(channel, listener) : session.destroy());
    try {
      await withDeadline(session.subscribe(channel, listener), timeoutMs, { lifetime });
    } catch (error) {
      if (isShared && (lifetime.over || !faultOf(error).suspect)) leave();
      else session.destroy();
      throw error;
    }
    session.onRestored(() => hint());
    const forget = lifetime.onEnd(leave);
    inBackground(() => session.lost.then(forget));
    return session;
  }

  /** Subscribes again, for as long as it takes, whenever the session is lost; changes may have been missed then. */
  async function keep({ first, hint, report, lifetime }: Kept): Promise<void> {
    let session: Session | undefined = first;
    const retry = createBackoff(RETRY);
    while (!lifetime.over) {
      await session?.lost;
      if (session !== undefined) report(false);
      await pauseWithin(lifetime, retry.next());
      if (lifetime.over) return;
      session = await listen(hint, lifetime).catch(() => undefined);
      if (session === undefined) continue;
      retry.reset();
      report(session.noticesLoss);
      hint();
    }
  }

  return {
    async watch(onChange, onHealth) {
      if (closed) throw storageError(new Fault('closed', 'the storage backend was closed'), doing(channel));
      const stopping = createLifetime();
      const hint: Hint = (commit) => {
        // What it throws would make the driver drop the messages that arrived together with this one.
        if (!stopping.over) inBackground(() => onChange(commit));
      };
      const report = (isHealthy: boolean): void => {
        if (!stopping.over && onHealth !== undefined) inBackground(() => onHealth(isHealthy));
      };
      listening.add(stopping);
      const first = await listen(hint, stopping).catch((error: unknown) => {
        listening.delete(stopping);
        throw storageError(closed ? new Fault('closed', 'the storage backend was closed') : error, doing(channel));
      });
      report(first.noticesLoss);
      inBackground(() => keep({ first, hint, report, lifetime: stopping }));
      return async () => {
        listening.delete(stopping);
        stopping.end();
      };
    },
    close() {
      closed = true;
      for (const stopping of listening) stopping.end();
      listening.clear();
    },
  };
}

function doing(channel: string): { readonly what: 'watch'; readonly key: string } {
  return { what: 'watch', key: channel };
}

/** Maximum bytes of a message: a record, and its position. */
const MAX_BYTES = 2 * ANNOUNCED_BYTES;

/** Returns the commit that a message of the channel carries. Undefined when it carries none: other clients may publish anything. */
function announcedCommit(message: Buffer): Commit | undefined {
  return message.length > MAX_BYTES ? undefined : parseAnnouncement(message.toString());
}
