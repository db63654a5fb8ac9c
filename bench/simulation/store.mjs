import { createBackoff } from '@flagstaff/core/storage';

/** Milliseconds of a server's time. Redis: `usec_per_call` of INFO commandstats, and 15 µs for the socket. */
const COSTS = {
  redis: { connect: 0.1, head: 0.02, changes: 0.025, load: 0.7, announce: 0.0006 },
  postgres: { connect: 2, head: 0.1, changes: 0.2, load: 4, announce: 0.005 },
};

/** Bytes of what a server sends: an answer without content, a commit of one flag, and all flags. */
export const BYTES = { head: 150, commit: 1_200, all: 432_000 };

/** Bytes of a commit as each server announces it. PostgreSQL's is sealed. */
const ANNOUNCED = { redis: BYTES.commit, postgres: 1_400 };

/** The drivers' pauses between attempts to connect. */
const RETRY = { first: 100, most: 1_000, random: () => Math.random() };

/** A store with one flag, which commits change. It stands for a thousand. */
export function createStore(kind, server) {
  const watchers = new Set();
  const cost = COSTS[kind];
  const commits = [];

  const flagAt = (number) => ({
    kind: 'flag',
    key: 'banner',
    type: 'number',
    variants: { current: number },
    default: 'current',
    version: number,
    createdAt: '2026-01-01T00:00:00.000Z',
    updatedAt: '2026-01-01T00:00:00.000Z',
  });

  function commit() {
    const number = commits.length + 1;
    const before = commits.at(-1)?.changes[0].after ?? null;
    const made = {
      revision: { epoch: 'epoch', number, token: `token-${number}` },
      previous: commits.at(-1)?.revision.token ?? null,
      at: '2026-01-01T00:00:00.000Z',
      changes: [{ id: 'flag:banner', before, after: flagAt(number) }],
    };
    commits.push(made);
    for (const watcher of watchers) void server.push(cost.announce, ANNOUNCED[kind], () => watcher.hear(made));
  }

  /** A backend, as an instance has it: one connection for everything, which is opened again when it is lost. */
  function backend() {
    let connecting;

    function connect() {
      return (connecting ??= server.connect(cost.connect, forget).catch((error) => {
        forget();
        throw error;
      }));
    }

    function forget() {
      connecting = undefined;
      for (const watcher of mine) watcher.lost();
    }

    const mine = new Set();

    async function ask(ms, answer) {
      await connect();
      return server.ask(ms, answer);
    }

    const refuse = async () => {
      throw new Error('commits are made by the simulation');
    };

    return {
      name: kind,
      connectTimeoutMs: 10_000,
      get: async () => commits.at(-1)?.changes[0].after,
      list: async () => commits.slice(-1).map(({ changes }) => changes[0].after),
      set: refuse,
      delete: refuse,
      revision: () => ask(cost.head, () => ({ value: commits.at(-1)?.revision, bytes: BYTES.head })),
      changes: ({ token }) =>
        ask(cost.changes, () => {
          const missed = commits.slice(commits.findIndex(({ revision }) => revision.token === token) + 1);
          return { value: missed, bytes: BYTES.head + missed.length * BYTES.commit };
        }),
      history: () =>
        ask(cost.changes, () => ({
          value: { items: commits.toReversed() },
          bytes: BYTES.head + commits.length * BYTES.commit,
        })),
      snapshot: () =>
        ask(cost.load, () => {
          const { revision, changes } = commits.at(-1);
          return { value: { revision, documents: [changes[0].after] }, bytes: BYTES.all };
        }),
      async watch(onChange, onHealth) {
        const stopping = new AbortController();
        const watcher = { hear: onChange, lost };

        async function subscribe() {
          await ask(cost.head, () => ({ bytes: BYTES.head }));
          watchers.add(watcher);
          onHealth?.(true);
        }

        /** Subscribes again, for as long as it takes. */
        async function lost() {
          if (!watchers.delete(watcher)) return;
          onHealth?.(false);
          const retry = createBackoff(RETRY);
          while (!stopping.signal.aborted && !watchers.has(watcher)) {
            await new Promise((resolve) => void setTimeout(resolve, retry.next()));
            await subscribe().then(onChange, () => undefined);
          }
        }

        mine.add(watcher);
        await subscribe();
        return async () => {
          stopping.abort();
          mine.delete(watcher);
          watchers.delete(watcher);
        };
      },
      close: async () => connecting?.then((connection) => connection.close()),
    };
  }

  commit();
  return {
    commit,
    backend,
    get number() {
      return commits.length;
    },
  };
}
