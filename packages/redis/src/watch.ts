import { inBackground } from '@flagstaff/core/storage';
import { backoff, createEnd, pause, withDeadline } from './deadline.ts';
import { storageError } from './errors.ts';
import { Fault } from './fault.ts';
import type { Session } from './session.ts';

export interface WatcherOptions {
  readonly open: (signal: AbortSignal) => Promise<Session>;
  readonly channel: string;
  /** Milliseconds to wait for a subscription to be confirmed. */
  readonly timeoutMs: number;
}

export interface Watcher {
  /** The backend method `watch`. Each call uses its own connection. */
  watch(onChange: () => void): Promise<() => Promise<void>>;
  /** Stops all watches. */
  close(): void;
}

export function createWatcher({ open, channel, timeoutMs }: WatcherOptions): Watcher {
  const listening = new Set<AbortController>();
  let closed = false;

  /** Opens a session with a confirmed subscription. */
  async function listen(hint: () => void, signal: AbortSignal): Promise<Session> {
    const session = await open(signal);
    try {
      await withDeadline(session.subscribe(channel, hint), timeoutMs, signal);
    } catch (error) {
      session.destroy();
      throw error;
    }
    session.onRestored(hint);
    signal.addEventListener('abort', session.destroy, { once: true });
    inBackground(() => session.lost.then(() => signal.removeEventListener('abort', session.destroy)));
    if (signal.aborted) session.destroy();
    return session;
  }

  /** Resubscribes whenever the session is lost, until aborted. Reports a change each time, because messages may have been missed. */
  async function keep(first: Session, hint: () => void, signal: AbortSignal): Promise<void> {
    let session: Session | undefined = first;
    for (let failures = 0; !signal.aborted;) {
      await session?.lost;
      await pause(backoff(failures), signal);
      if (signal.aborted) return;
      failures += 1;
      session = await listen(hint, signal).catch(() => undefined);
      if (session === undefined) continue;
      failures = 0;
      hint();
    }
  }

  return {
    async watch(onChange) {
      if (closed) throw storageError(new Fault('closed', 'the storage backend was closed'), doing(channel));
      const stopping = createEnd();
      const { signal } = stopping;
      const hint = (): void => {
        // An error thrown here would make the driver drop messages that arrived together with this one.
        if (!signal.aborted) inBackground(onChange);
      };
      listening.add(stopping);
      const session = await listen(hint, signal).catch((error: unknown) => {
        listening.delete(stopping);
        throw storageError(closed ? new Fault('closed', 'the storage backend was closed') : error, doing(channel));
      });
      inBackground(() => keep(session, hint, signal));
      return async () => {
        listening.delete(stopping);
        stopping.abort();
      };
    },
    close() {
      closed = true;
      for (const stopping of listening) stopping.abort();
      listening.clear();
    },
  };
}

function doing(channel: string): { readonly what: 'watch'; readonly key: string } {
  return { what: 'watch', key: channel };
}
