// Docs: docs/storage.md
import { FlagstaffError, isFlagstaffError } from '../model/error.ts';
import type { Revision } from '../model/revision.ts';
import { bindMethod } from './bind-methods.ts';
import type { Change, Commit, CommitMeta, StorageBackend } from './port.ts';

/** Maximum number of attempts to write, and minimum number of attempts to look up a token. */
const ATTEMPTS = 4;

/** Milliseconds for which a failing lookup is retried, as long as a write may take. A store often is away after it lost a reply. */
const LOOKUP_MS = 5_000;

/** Maximum number of recent commits to search for a token. */
const COMMITS = 1_000;

/** Size of the first page of a lookup. Each further page is four times as large, up to the last number. */
const PAGES = { first: 1, last: 64 } as const;

/** The deadlines of calls, and the pause between attempts. */
export interface CommitSteps {
  bounded<T>(step: 'head' | 'load' | 'commit', task: () => Promise<T>): Promise<T>;
  /** Resolves after a delay that grows with the attempt, from 1. `maxMs` defaults to 100. */
  pause(attempt: number, maxMs?: number): Promise<void>;
  /** Milliseconds of a clock that never goes back. */
  now(): number;
}

/** The commit to write, and the revision before it. */
export interface CommitOrder {
  readonly changes: readonly Change[];
  readonly meta: CommitMeta;
  /** A revision known before the write. Commits up to it need no lookup. Omit if unknown. */
  readonly base?: Revision | undefined;
}

export interface CommittingStorage extends StorageBackend {
  commit(changes: readonly Change[], meta?: CommitMeta): Promise<Commit>;
}

/** Lookup result: found, absent as of a head, or unknown. */
type Lookup = { readonly found: Commit } | { readonly absentAt: Revision | undefined } | 'unknown';

/**
 * Commits, and recovers when the reply is lost by looking up the token in the log. When it is absent, the commit is retried on
 * condition of the revision at which it was absent. If the first attempt arrives after all, the second conflicts and is looked
 * up again. Nothing is written twice.
 *
 * Rejects as the backend does.
 * @throws {FlagstaffError} OUTCOME_UNKNOWN when the log cannot be read, or never settles.
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
      // Rejected by the caller's own condition, not the retry's: nothing was or will be written.
      if (!isOutcomeUnknown(error) && !isOwnPin(error, meta)) throw error;
      pinned = pinTo(meta, token, lookup.absentAt);
    }
  }
  throw new FlagstaffError(
    'OUTCOME_UNKNOWN',
    `${storage.name}: the reply to a write was lost, and it is unknown whether the write succeeded. Look for the token ${token} in the history before writing again.`,
    { cause: lost },
  );
}

/** Whether the write may have succeeded despite the error. */
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
  const until = steps.now() + LOOKUP_MS;
  for (let attempt = 1; attempt <= ATTEMPTS || steps.now() < until; attempt += 1) {
    await steps.pause(attempt, 500);
    try {
      return await lookUp(storage, wanted, steps);
    } catch (error) {
      if (isFlagstaffError(error, 'CLOSED')) break;
    }
  }
  return 'unknown';
}

async function lookUp(storage: StorageBackend, { token, base }: Wanted, steps: CommitSteps): Promise<Lookup> {
  const revision = bindMethod(storage, 'revision');
  const history = bindMethod(storage, 'history');
  if (revision === undefined || history === undefined) return 'unknown';
  // Read the head first: a later commit makes the conditional retry conflict.
  const head = await steps.bounded('head', () => revision());
  if (head === undefined) return { absentAt: undefined };
  if (isSame(head, base)) return { absentAt: head };
  let reached = false;
  let cursor: string | undefined;
  let limit: number = PAGES.first;
  // The commit is recent, so small pages avoid reading more documents than needed.
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
  // A log that does not reach the head (a lagging replica, or none is kept) proves nothing.
  return reached ? { absentAt: head } : 'unknown';
}

function isSame({ epoch, token }: Revision, other: Revision | undefined): boolean {
  return other !== undefined && token === other.token && epoch === other.epoch;
}
