import type { FullStorageBackend } from '@flagstaff/core/storage';

/** The fate of a call: it goes through, never returns, fails, or succeeds with its reply lost. */
type Fault = 'none' | 'hang' | 'fail' | 'lose reply';

type Method = Exclude<keyof FullStorageBackend, 'name'>;

export interface FaultyStorage {
  readonly storage: FullStorageBackend;
  /** From now on. Omit methods for all of them. */
  break(fault: Fault, ...methods: readonly Method[]): void;
  /** Replaces a method's reply from now on. Undefined restores the store's. */
  answer(method: Method, reply: (() => unknown) | undefined): void;
  /** Whether notifications are lost from now on. */
  mute(muted: boolean): void;
  /** Calls the watchers, with what a backend passes. */
  announce(announced: unknown): void;
  /** Reports to the watchers whether notifications arrive, now and whenever one begins. */
  reportHealth(isHealthy: boolean): void;
  /** Replaces the store behind it: a failover, a restore, an emptied store. */
  replace(inner: FullStorageBackend): void;
  readonly calls: ReadonlyMap<Method, number>;
  /** Number of watches that were not stopped. */
  readonly watching: number;
}

interface Watcher {
  readonly onChange: (announced?: unknown) => void;
  readonly onHealth: (isHealthy: boolean) => void;
}

const METHODS: readonly Method[] = [
  'get',
  'set',
  'delete',
  'list',
  'snapshot',
  'commit',
  'changes',
  'revision',
  'watch',
  'history',
  'hasMembers',
  'changeMembers',
  'listMembers',
  'close',
];

/** A store behind an unreliable connection. */
export function faulty(first: FullStorageBackend): FaultyStorage {
  let inner = first;
  let muted = false;
  const faults = new Map<Method, Fault>();
  const replies = new Map<Method, () => unknown>();
  const calls = new Map<Method, number>();
  const watchers = new Set<Watcher>();
  let health: boolean | undefined;
  let stopWatchingInner = listenTo(first);

  function listenTo(storage: FullStorageBackend): Promise<() => Promise<void>> {
    return storage.watch(() => {
      if (!muted) for (const watcher of watchers) watcher.onChange();
    });
  }

  async function call(method: Method, args: readonly unknown[]): Promise<unknown> {
    calls.set(method, (calls.get(method) ?? 0) + 1);
    const reply = replies.get(method);
    if (reply !== undefined) return reply();
    const fault = faults.get(method) ?? 'none';
    if (fault === 'hang') return new Promise(() => undefined);
    if (fault === 'fail') throw new Error('connect ECONNREFUSED');
    const result =
      method === 'watch'
        ? watch(...(args as [Watcher['onChange'], Watcher['onHealth']]))
        : await (inner[method] as (...all: unknown[]) => unknown)(...args);
    if (fault === 'lose reply') return new Promise(() => undefined);
    return result;
  }

  function watch(onChange: Watcher['onChange'], onHealth: Watcher['onHealth']): () => Promise<void> {
    const watcher = { onChange, onHealth };
    watchers.add(watcher);
    if (health !== undefined) onHealth(health);
    return async () => void watchers.delete(watcher);
  }

  const methods = Object.fromEntries(METHODS.map((method) => [method, (...args: unknown[]) => call(method, args)]));
  return {
    storage: { name: 'faulty', ...methods } as unknown as FullStorageBackend,
    break(fault, ...broken) {
      for (const method of broken.length === 0 ? METHODS : broken) faults.set(method, fault);
    },
    answer(method, reply) {
      if (reply === undefined) replies.delete(method);
      else replies.set(method, reply);
    },
    mute(value) {
      muted = value;
    },
    announce(announced) {
      for (const watcher of watchers) watcher.onChange(announced);
    },
    reportHealth(isHealthy) {
      health = isHealthy;
      for (const watcher of watchers) watcher.onHealth(isHealthy);
    },
    replace(next) {
      void stopWatchingInner.then((stop) => stop());
      inner = next;
      stopWatchingInner = listenTo(next);
    },
    calls,
    get watching() {
      return watchers.size;
    },
  };
}
