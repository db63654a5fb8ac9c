import type { DocumentId, StoredDocument } from '../../src/model/document.ts';
import type { Revision } from '../../src/model/revision.ts';
import type { FollowableStorage } from '../../src/storage/followable.ts';
import type { Commit, CommittedChange } from '../../src/storage/port.ts';
import type { FakeClock } from '@flagstaff/testkit';

/** Probabilities of faults, from 0 to 1. */
export interface Faults {
  readonly loss: number;
  readonly duplication: number;
  /** A lagging replica answers a read. */
  readonly stale: number;
  readonly failure: number;
  /** Maximum delay of a notification, in milliseconds. */
  readonly lateness: number;
  /** Maximum duration of a read, in milliseconds. */
  readonly latency: number;
}

export const NO_FAULTS: Faults = { loss: 0, duplication: 0, stale: 0, failure: 0, lateness: 0, latency: 0 };

/** The state of the store: its commits, oldest first. Immutable. */
type Branch = readonly Commit[];

export interface SimulatedStore {
  readonly storage: FollowableStorage;
  faults: Faults;
  commit(): void;
  /** Drops the last commits, as a failover to a lagging replica does. Their numbers are reused. */
  rollBack(commits: number): void;
  readonly head: Revision | undefined;
  /** The documents of the head, by id. */
  documents(): Map<DocumentId, StoredDocument>;
}

const KEYS = ['a', 'b', 'c', 'd', 'e'] as const;

export function createSimulatedStore(clock: FakeClock, random: () => number): SimulatedStore {
  const watchers = new Set<(commit?: Commit) => void>();
  /** Recent branches, including lost commits, which lagging replicas may still show. */
  const past: Branch[] = [];
  let branch: Branch = [];
  let tokens = 0;

  const store: SimulatedStore = {
    faults: NO_FAULTS,
    commit() {
      const before = contents(branch);
      const id: DocumentId = `flag:${KEYS[Math.floor(random() * KEYS.length)] ?? 'a'}`;
      const change = edit(id, before.get(id), random() < 0.15);
      const last = branch.at(-1);
      const commit: Commit = {
        revision: { epoch: 'epoch', number: (last?.revision.number ?? 0) + 1, token: `token-${(tokens += 1)}` },
        previous: last?.revision.token ?? null,
        at: '',
        changes: [change],
      };
      moveTo([...branch, commit]);
      announce(commit);
    },
    rollBack(commits) {
      moveTo(branch.slice(0, Math.max(1, branch.length - commits)));
    },
    get head() {
      return branch.at(-1)?.revision;
    },
    documents: () => contents(branch),
    storage: {
      name: 'simulated',
      hasDerivedRevision: false,
      get: async (id) => (await answer(contents)).get(id),
      set: () => Promise.reject(new Error('written through commit()')),
      delete: () => Promise.reject(new Error('written through commit()')),
      list: async () => [...(await answer(contents)).values()],
      snapshot: () => answer((seen) => ({ revision: seen.at(-1)?.revision, documents: [...contents(seen).values()] })),
      revision: () => answer((seen) => seen.at(-1)?.revision),
      changes: ({ token }) =>
        answer((seen) => {
          const index = seen.findIndex(({ revision }) => revision.token === token);
          return index === -1 ? undefined : seen.slice(index + 1);
        }),
      watch: async (onChange, onHealth) => {
        watchers.add(onChange);
        // It does not notice what it loses.
        if (random() < 0.5) onHealth?.(true);
        return async () => void watchers.delete(onChange);
      },
    },
  };
  return store;

  function edit(id: DocumentId, before: StoredDocument | undefined, remove: boolean): CommittedChange {
    if (before !== undefined && remove) return { id, before, after: null };
    const after: StoredDocument = {
      kind: 'flag',
      key: id.slice('flag:'.length),
      type: 'number',
      variants: { only: (tokens += 1) },
      default: 'only',
      version: (before?.version ?? 0) + 1,
      createdAt: '',
      updatedAt: '',
    };
    return { id, before: before ?? null, after };
  }

  function moveTo(next: Branch): void {
    past.push(branch);
    if (past.length > 8) past.shift();
    branch = next;
  }

  /** Half of the announcements carry the commit. It may be lost again when they arrive. */
  function announce(commit: Commit): void {
    const { loss, duplication, lateness } = store.faults;
    if (random() < loss) return;
    const carried = random() < 0.5 ? commit : undefined;
    const times = random() < duplication ? 2 : 1;
    for (let time = 0; time < times; time += 1) {
      for (const watcher of watchers) clock.setTimer(() => watcher(carried), random() * lateness);
    }
  }

  async function answer<T>(read: (seen: Branch) => T): Promise<T> {
    const { stale, failure, latency } = store.faults;
    // A read takes its result when it arrives and returns it later, when it may be outdated.
    const seen = random() < stale ? (past[Math.floor(random() * past.length)] ?? branch) : branch;
    const fails = random() < failure;
    const wait = random() * latency;
    if (wait > 1) await new Promise<void>((resolve) => void clock.setTimer(resolve, wait));
    if (fails) throw new Error('connection reset');
    return read(seen);
  }
}

function contents(branch: Branch): Map<DocumentId, StoredDocument> {
  const documents = new Map<DocumentId, StoredDocument>();
  for (const { changes } of branch) {
    for (const { id, after } of changes) {
      if (after === null) documents.delete(id);
      else documents.set(id, after);
    }
  }
  return documents;
}
