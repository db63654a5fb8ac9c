// Docs: docs/sync.md, "One refresh"
import { FlagstaffError } from '../model/error.ts';
import type { Revision } from '../model/revision.ts';
import type { FollowableStorage } from '../storage/followable.ts';
import { asStorageError } from '../storage/backend.ts';
import type { Snapshot } from '../storage/port.ts';
import type { Clock } from '../timing/clock.ts';
import { withStepDeadline } from '../timing/deadline.ts';
import type { Step } from '../timing/deadline.ts';
import type { Lifetime } from '../timing/lifetime.ts';
import { joinCommits } from './reading.ts';
import type { DeltaReading, WholeReading } from './reading.ts';

/** Reads from a store, each step within its deadline. Always rejects with a `FlagstaffError`. */
export interface Reader {
  head(): Promise<Revision | undefined>;
  whole(): Promise<WholeReading>;
  /** Reads the changes since a revision. Undefined when the store cannot return them, or they do not form a chain from it. */
  since(held: Revision): Promise<DeltaReading | undefined>;
  /** Reads what the store warns of, such as a setting of its server. */
  warnings(): Promise<readonly FlagstaffError[]>;
}

export function createReader(storage: FollowableStorage, clock: Clock, lifetime: Lifetime): Reader {
  const { name, connectTimeoutMs } = storage;

  async function step<T>(kind: Step, what: string, task: () => Promise<T>): Promise<T> {
    const described = `${name}: ${what}`;
    try {
      return await withStepDeadline(kind, task, { clock, lifetime, connectTimeoutMs, what: described });
    } catch (error) {
      throw asStorageError(error, described);
    }
  }

  // A revision derived from the content requires reading everything.
  const headStep = storage.hasDerivedRevision ? 'load' : 'head';

  return {
    head: () => step(headStep, 'reading the revision', async () => checkRevision(await storage.revision(), name)),
    whole: () => step('load', 'reading all documents', async () => checkSnapshot(await storage.snapshot(), name)),
    async since(held) {
      if (storage.changes === undefined) return undefined;
      return step('load', 'reading the commits', async () => {
        const commits = await storage.changes?.(held);
        return commits === undefined ? undefined : joinCommits(held, commits);
      });
    },
    warnings: () => step('load', 'reading settings', async () => (await storage.warnings?.()) ?? []),
  };
}

/**
 * Returns a valid revision.
 * @throws {FlagstaffError} STORAGE_CORRUPT when it is not one.
 */
export function checkRevision(revision: unknown, name: string): Revision | undefined {
  if (revision === undefined || revision === null) return undefined;
  const { epoch, number, token } = revision as Partial<Revision>;
  if (typeof epoch === 'string' && typeof token === 'string' && Number.isSafeInteger(number)) {
    return revision as Revision;
  }
  throw new FlagstaffError('STORAGE_CORRUPT', `${name} returned a revision without epoch, number and token.`);
}

/**
 * Returns a valid snapshot. Its documents are validated when they are compiled.
 * @throws {FlagstaffError} STORAGE_CORRUPT when it is not one.
 */
export function checkSnapshot(snapshot: Snapshot, name: string): WholeReading {
  if (!Array.isArray(snapshot?.documents)) {
    throw new FlagstaffError('STORAGE_CORRUPT', `${name} returned a snapshot without a list of documents.`);
  }
  return { revision: checkRevision(snapshot.revision, name), documents: snapshot.documents };
}
