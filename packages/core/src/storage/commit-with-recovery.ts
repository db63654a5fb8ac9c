// Docs: docs/storage.md
import { FlagstaffError, isFlagstaffError } from '../model/error.ts';
import type { Revision } from '../model/revision.ts';
import { bindMethod } from './bind-methods.ts';
import type { Change, Commit, CommitMeta, StorageBackend } from './port.ts';

/** Attempts to write, and to look a token up, at most. */
const ATTEMPTS = 4;

/** The newest commits among which a token is looked up, at most. */
const COMMITS = 1_000;

/** Commits of the first page of a look-up; each further page has four times as many, up to the last number. */
const PAGES = { first: 1, last: 64 } as const;

/** How calls to the backend are bounded, and what lies between two attempts. */
export interface CommitSteps {
  bounded<T>(step: 'head' | 'load' | 'commit', task: () => Promise<T>): Promise<T>;
  /** Resolves after a while that grows with the number of the attempt, from 1. */
  pause(attempt: number): Promise<void>;
}

/** What to write, and where the store was before. */
export interface CommitOrder {
  readonly changes: readonly Change[];
  readonly meta: CommitMeta;
  /** A revision of the log that was read before anything was written: commits up to it need no look-up. Omit if unknown. */
  readonly base?: Revision | undefined;
}

export interface CommittingStorage extends StorageBackend {
  commit(changes: readonly Change[], meta?: CommitMeta): Promise<Commit>;
}

/** Lookup result: found, absent as of a head, or unknown. */
type Lookup = { readonly found: Commit } | { readonly absentAt: Revision | undefined } | 'unknown';

/**
 * Commits, and finds out what became of a write whose reply was lost: its token is in the log or it is not. When it is not,
 * the commit is tried again, pinned to the revision at which it was absent: should the first attempt arrive after all, the
 * second is a conflict, and is looked up again. Nothing is written twice.
 *
 * Rejects as the backend does; with `OUTCOME_UNKNOWN` when the log cannot be read, or never settles.
 */
export async function commitWithRecovery(
  storage: CommittingStorage,
  { changes, meta, base }: CommitOrder,
  steps: CommitSteps,
): Promise<Commit> {
  const token = meta.token ?? crypto.randomUUID();
  let pinned: CommitMeta = { ...meta, token };
  let lost: unknown;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    try {
      return await steps.bounded('commit', () => storage.commit(changes, pinned));
    } catch (error) {
      if (isOutcomeUnknown(error)) lost = error;
      else if (lost === undefined) throw error;
      const lookup = await lookUpPatiently(storage, { token, base }, steps);
      if (lookup === 'unknown') break;
      if ('found' in lookup) return lookup.found;
      // Refused for the caller's own condition, and not because of our pin: nothing was written, and nothing will be.
      if (!isOutcomeUnknown(error) && !isOwnPin(error, meta)) throw error;
      pinned = pinTo(meta, token, lookup.absentAt);
    }
  }
  throw new FlagstaffError(
    'OUTCOME_UNKNOWN',
    `${storage.name}: the reply to a write was lost, and whether it happened could not be found out. Look for the token ${token} in the history before you write again.`,
    { cause: lost },
  );
}

/** True of the failures after which a write may have happened. */
export function isOutcomeUnknown(error: unknown): boolean {
  return isFlagstaffError(error, 'OUTCOME_UNKNOWN') || isFlagstaffError(error, 'STORAGE_TIMEOUT');
}

function isOwnPin(error: unknown, { ifToken, ifEpoch }: CommitMeta): boolean {
  return (
    (ifToken === undefined && isFlagstaffError(error, 'REVISION_CONFLICT')) ||
    (ifEpoch === undefined && isFlagstaffError(error, 'EPOCH_CONFLICT'))
  );
}

function pinTo(meta: CommitMeta, token: string, head: Revision | undefined): CommitMeta {
  if (head !== undefined) return { ifToken: head.token, ...meta, token };
  return { ifEpoch: null, ...meta, token };
}

interface Wanted {
  readonly token: string;
  readonly base: Revision | undefined;
}

async function lookUpPatiently(storage: StorageBackend, wanted: Wanted, steps: CommitSteps): Promise<Lookup> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    await steps.pause(attempt);
    try {
      return await lookUp(storage, wanted, steps);
    } catch {
      // The store that lost a reply may be away for a moment: asked again, a few times.
    }
  }
  return 'unknown';
}

async function lookUp(storage: StorageBackend, { token, base }: Wanted, steps: CommitSteps): Promise<Lookup> {
  const revision = bindMethod(storage, 'revision');
  const history = bindMethod(storage, 'history');
  if (revision === undefined || history === undefined) return 'unknown';
  // The head first: what lands after it was read makes the next attempt, which is pinned to it, a conflict.
  const head = await steps.bounded('head', () => revision());
  if (head === undefined) return { absentAt: undefined };
  if (isSame(head, base)) return { absentAt: head };
  let reached = false;
  let cursor: string | undefined;
  let limit: number = PAGES.first;
  // The commit is among the newest: small pages, so that no more documents are read than it takes to find it.
  for (let looked = 0; looked < COMMITS;) {
    const query = { limit, ...(cursor === undefined ? {} : { cursor }) };
    const { items, next } = await steps.bounded('load', () => history(query));
    for (const commit of items) {
      if (commit.revision.token === token) return { found: commit };
      if (isSame(commit.revision, base)) return reached ? { absentAt: head } : 'unknown';
      if (commit.revision.token === head.token) reached = true;
    }
    if (next === undefined) break;
    cursor = next;
    looked += Math.max(items.length, 1);
    limit = Math.min(4 * limit, PAGES.last);
  }
  // A log that does not reach the head (a lagging copy, or none is kept) proves nothing.
  return reached ? { absentAt: head } : 'unknown';
}

function isSame({ epoch, token }: Revision, other: Revision | undefined): boolean {
  return other !== undefined && token === other.token && epoch === other.epoch;
}
