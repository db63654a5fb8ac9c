import {
  createBackoff,
  DeadlineExceeded,
  FlagstaffError,
  inBackground,
  startTimer,
  withDeadline,
} from '@flagstaff/core/storage';
import { Fault, faultOf } from '../fault.ts';

/** Milliseconds that a connection has to close in good order. */
export const CLOSE_MS = 500;

/** Milliseconds without data after which the kernel probes whether the peer still exists. */
export const PROBE_MS = 5_000;

/** A connection that is being opened. */
export interface Opening<C> {
  readonly connection: C;
  /** Resolves once the server has answered on it. */
  readonly ready: Promise<unknown>;
  /** Resolves when it is closed, for any reason. */
  readonly lost: Promise<unknown>;
  /** Immediate, even on a dead socket. */
  destroy(): void;
}

export interface PoolOptions<C> {
  readonly open: () => Promise<Opening<C>>;
  /** Maximum number of connections. */
  readonly size: number;
  /** Maximum number of users of one connection. They share it only once the pool is full. */
  readonly share: number;
  /** Milliseconds to open a connection. */
  readonly connectTimeoutMs: number;
}

/** A connection that is lent to one user. */
export interface Lease<C> {
  readonly connection: C;
  /** Gives the connection back. Call it once. */
  release(): void;
  /** Destroys the connection, whose state is unknown. */
  discard(): void;
  /** Replaces all connections: they lead to the wrong server. Statements that run on the others end first. */
  distrust(): void;
}

/** A pool that opens one connection at a time, and none next to one that does not work yet. */
export interface Pool<C> {
  /**
   * Resolves to a connection that works. All callers share the attempt to open one, which continues when a caller gives up.
   * Rejects as that attempt does; nothing was sent then.
   */
  acquire(): Promise<Lease<C>>;
  /** Destroys all connections. */
  close(): void;
}

/** Milliseconds between attempts to open a connection. */
const RETRY = { first: 100, most: 1_000, random: Math.random } as const;

/** Milliseconds for which all connections are busy before another one is opened. */
const BUSY_MS = 100;

/** Milliseconds after which an unused connection is closed. */
const IDLE_MS = 30_000;

interface Entry<C> {
  readonly opening: Opening<C>;
  users: number;
  suspect: boolean;
  cancelIdle: () => void;
}

interface Waiter<C> {
  readonly enter: (lease: Lease<C>) => void;
  readonly leave: (error: unknown) => void;
}

export function createPool<C>({ open, size, share, connectTimeoutMs }: PoolOptions<C>): Pool<C> {
  const retry = createBackoff(RETRY);
  const entries = new Set<Entry<C>>();
  const waiters = new Set<Waiter<C>>();
  let opening = false;
  let destroyOpening = (): void => {};
  let closed = false;
  let notBefore = 0;
  /** When the oldest wait for a connection began. */
  let wantedSince: number | undefined;
  let cancelRetry = (): void => {};

  /** Returns a connection without users, or the one with the fewest users once no other can be opened. */
  function available(): Entry<C> | undefined {
    let best: Entry<C> | undefined;
    for (const entry of entries) {
      if (!entry.suspect && (best === undefined || entry.users < best.users)) best = entry;
    }
    const limit = entries.size < size ? 1 : share;
    return best !== undefined && best.users < limit ? best : undefined;
  }

  function serve(): void {
    for (const waiter of waiters) {
      const entry = available();
      if (entry === undefined) break;
      waiters.delete(waiter);
      waiter.enter(lend(entry));
    }
    if (waiters.size > 0) grow();
    else {
      wantedSince = undefined;
      cancelRetry();
    }
  }

  function lend(entry: Entry<C>): Lease<C> {
    entry.users += 1;
    entry.cancelIdle();
    return {
      connection: entry.opening.connection,
      release() {
        entry.users -= 1;
        if (entry.users === 0) rest(entry);
        serve();
      },
      discard: () => remove(entry),
      distrust() {
        for (const other of entries) other.suspect = true;
        for (const other of entries) if (other.users === 0) remove(other);
      },
    };
  }

  function rest(entry: Entry<C>): void {
    if (!entries.has(entry)) return;
    if (entry.suspect) remove(entry);
    else entry.cancelIdle = startTimer(() => remove(entry), IDLE_MS);
  }

  function remove(entry: Entry<C>): void {
    if (!entries.has(entry)) return;
    forget(entry);
    inBackground(() => entry.opening.destroy());
  }

  function forget(entry: Entry<C>): void {
    if (!entries.delete(entry)) return;
    entry.cancelIdle();
    serve();
  }

  function grow(): void {
    if (opening || closed || entries.size >= size) return;
    const now = performance.now();
    wantedSince ??= now;
    const wait = Math.max(notBefore, entries.size === 0 ? 0 : wantedSince + BUSY_MS) - now;
    cancelRetry();
    if (wait > 0) cancelRetry = startTimer(grow, wait, { keepAlive: true });
    else inBackground(add);
  }

  async function add(): Promise<void> {
    opening = true;
    try {
      const opened = await openInTime();
      retry.reset();
      const entry: Entry<C> = { opening: opened, users: 0, suspect: false, cancelIdle: () => {} };
      entries.add(entry);
      // Not destroyed: the driver still has to tell the statements that ran.
      inBackground(() => opened.lost.finally(() => forget(entry)));
      rest(entry);
    } catch (error) {
      notBefore = performance.now() + retry.next();
      // Otherwise they wait for the connections that work.
      if (entries.size === 0) dismiss(notSent(error));
    }
    opening = false;
    serve();
  }

  async function openInTime(): Promise<Opening<C>> {
    const opened = await open();
    destroyOpening = opened.destroy;
    try {
      const late = (): Error => new DeadlineExceeded(`No connection within ${connectTimeoutMs} ms.`);
      await withDeadline(closed ? Promise.reject(shut()) : opened.ready, connectTimeoutMs, { keepAlive: false, late });
      return opened;
    } catch (error) {
      inBackground(() => opened.destroy());
      throw error;
    } finally {
      destroyOpening = () => {};
    }
  }

  function dismiss(error: unknown): void {
    for (const { leave } of waiters) leave(error);
    waiters.clear();
  }

  return {
    async acquire() {
      if (closed) throw shut();
      let waiter: Waiter<C> | undefined;
      const lease = new Promise<Lease<C>>((resolve, reject) => {
        waiter = { enter: resolve, leave: reject };
        waiters.add(waiter);
      });
      serve();
      try {
        return await withDeadline(lease, connectTimeoutMs);
      } catch (error) {
        waiters.delete(waiter!);
        throw notSent(error);
      }
    },
    close() {
      closed = true;
      cancelRetry();
      destroyOpening();
      for (const entry of entries) remove(entry);
      dismiss(shut());
    },
  };
}

/** Nothing was sent, whatever the driver reports. */
function notSent(error: unknown): FlagstaffError | Fault {
  if (error instanceof FlagstaffError) return error;
  const { kind, code } = faultOf(error);
  return new Fault(kind === 'lost' ? 'unreachable' : kind, code, false);
}

function shut(): Fault {
  return new Fault('unreachable', '');
}
