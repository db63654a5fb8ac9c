// The protocol against random histories of a store that loses, repeats, reorders, lags, fails and forgets.
import { count } from '@flagstaff/spec';
import { expect, it } from 'vitest';
import { documentId } from '../../src/model/document.ts';
import type { DocumentId, StoredDocument } from '../../src/model/document.ts';
import type { Revision } from '../../src/model/revision.ts';
import { lazyWatchChannel } from '../../src/client/lazy-parts.ts';
import { rareParts } from '../../src/client/load-rare-parts.ts';
import { createFollower } from '../../src/sync/follower.ts';
import { createErrorLog } from '../../src/sync/problem-log.ts';
import type { Reading } from '../../src/sync/reading.ts';
import { seeded } from './seeded.ts';
import { createSimulatedStore, NO_FAULTS } from './simulated-store.ts';
import type { Faults, SimulatedStore } from './simulated-store.ts';
import { fakeClock } from '@flagstaff/testkit';
import type { FakeClock } from '@flagstaff/testkit';

// The fake clock waits for promises, not for files.
await rareParts();

const HISTORIES = count(150, 3_000);
const TICKS = 100;
const TICK_MS = 100;
/** As long as a lost notification may go unnoticed, and the confirmation of a rollback. */
const QUIET_MS = 35_000;
const FAULTS: Faults = { loss: 0.3, duplication: 0.2, stale: 0.2, failure: 0.02, lateness: 30 * TICK_MS, latency: 20 };

/** An instance that follows the store, and its current state. */
interface Instance {
  readonly held: Revision | undefined;
  readonly documents: ReadonlyMap<DocumentId, StoredDocument>;
  close(): Promise<void>;
}

type Start = (store: SimulatedStore, clock: FakeClock, random: () => number) => Instance;

const ours: Start = (store, clock, random) => {
  const documents = new Map<DocumentId, StoredDocument>();
  const follower = createFollower({
    storage: store.storage,
    clock,
    random,
    pollIntervalMs: undefined,
    createWatchChannel: lazyWatchChannel,
    problems: createErrorLog({ began: () => undefined, ended: () => undefined }),
    sink: {
      async apply(reading) {
        take(documents, reading);
      },
      readCopy: async () => undefined,
      restore: async () => false,
      reached: () => undefined,
      ready: () => undefined,
      stale: () => undefined,
      error: () => undefined,
    },
  });
  follower.start();
  return {
    get held() {
      return follower.held;
    },
    documents,
    close: () => follower.close(),
  };
};

/** A follower without failover handling: the same hints and polls, but a simpler rule. */
function naive(isNews: (seen: Revision, held: Revision) => boolean): Start {
  return (store, clock, random) => {
    const documents = new Map<DocumentId, StoredDocument>();
    let held: Revision | undefined;
    let stopped = false;
    const look = async (): Promise<void> => {
      try {
        const seen = await store.storage.revision();
        if (seen === undefined || (held !== undefined && !isNews(seen, held))) return;
        const snapshot = await store.storage.snapshot();
        held = snapshot.revision;
        take(documents, snapshot);
      } catch {
        // The next poll retries.
      }
    };
    const poll = async (): Promise<void> => {
      await look();
      if (!stopped) clock.setTimer(() => void poll(), 1_600 + 800 * random());
    };
    void store.storage.watch?.(() => void look());
    void poll();
    return {
      get held() {
        return held;
      },
      documents,
      async close() {
        stopped = true;
      },
    };
  };
}

function take(documents: Map<DocumentId, StoredDocument>, reading: Reading): void {
  if ('documents' in reading) {
    documents.clear();
    for (const document of reading.documents as StoredDocument[]) documents.set(documentId(document), document);
    return;
  }
  for (const { id, document } of reading.changes) {
    if (document === null) documents.delete(id);
    else documents.set(id, document);
  }
}

/** Runs one history. True when the instance ends up with the store's content. */
async function converges(seed: number, start: Start): Promise<boolean> {
  const random = seeded(seed);
  const clock = fakeClock();
  const store = createSimulatedStore(clock, random);
  store.commit();
  store.faults = FAULTS;
  const instance = start(store, clock, random);
  for (let tick = 0; tick < TICKS; tick += 1) {
    if (random() < 0.2) store.commit();
    if (random() < 0.01) store.rollBack(1 + Math.floor(random() * 3));
    await clock.advance(TICK_MS);
  }
  store.faults = NO_FAULTS;
  await clock.advance(QUIET_MS);
  const expected = store.documents();
  const same =
    instance.held?.token === store.head?.token &&
    instance.documents.size === expected.size &&
    [...expected].every(([id, document]) => instance.documents.get(id) === document);
  await instance.close();
  return same;
}

async function failures(start: Start): Promise<number> {
  let failed = 0;
  for (let seed = 1; seed <= HISTORIES; seed += 1) {
    if (!(await converges(seed, start))) failed += 1;
  }
  return failed;
}

it(`converges in each of ${HISTORIES} histories, in which simpler rules do not`, async () => {
  const newer = await failures(naive((seen, held) => seen.number > held.number));
  const different = await failures(naive((seen, held) => seen.number !== held.number));
  expect(newer, 'no power: "apply what is newer" must fail in some histories').toBeGreaterThan(0);
  expect(different, 'no power: "apply what has another number" must fail in some histories').toBeGreaterThan(0);
  expect(await failures(ours)).toBe(0);
});
