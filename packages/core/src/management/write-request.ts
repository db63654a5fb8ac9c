// Docs: docs/management.md, "Repeat a write safely"
import { FlagstaffError } from '../model/error.ts';
import { invalidInput } from '../model/input.ts';
import { missingCapability } from '../storage/capabilities.ts';
import type { CommitSteps } from '../storage/commit-with-recovery.ts';
import { digest } from '../storage/digest.ts';
import type { FollowableStorage } from '../storage/followable.ts';
import type { Authorship, Commit, CommitMeta } from '../storage/port.ts';

/** Who writes and why, and what was asked for under the caller's token. */
export type WriteRequest = Authorship & Pick<CommitMeta, 'digest'>;

/** A commit as a write returns it. */
export interface WrittenCommit extends Commit {
  /** True when an earlier write with the same token made this commit, and this one had no effect. */
  readonly replayed?: true;
}

/** Longer than a counter, and safe as part of a key or a header. */
const TOKEN = /^[\u0021-\u007e]{8,128}$/;

/**
 * Returns the request of a write. What was asked for tells repetitions from other uses of the token.
 * @throws {FlagstaffError} INVALID_OPTIONS when the token is invalid.
 */
export function requested(by: Authorship, ...asked: readonly unknown[]): WriteRequest {
  const { token } = by;
  if (token === undefined) return by;
  if (!TOKEN.test(token)) throw invalidInput('`token`', '8 to 128 printable ASCII characters, such as a UUID', token);
  return { ...by, digest: digest(JSON.stringify(asked)) };
}

/**
 * Returns the commit that an earlier write with the caller's token made. Undefined when there is none.
 * @throws {FlagstaffError} TOKEN_REUSED when it was asked for something else.
 * @throws {FlagstaffError} CAPABILITY_MISSING when the backend cannot find commits by token.
 */
export async function findEarlierWrite(
  { name, commit, history }: FollowableStorage,
  { bounded }: Pick<CommitSteps, 'bounded'>,
  { token, digest }: WriteRequest,
): Promise<WrittenCommit | undefined> {
  if (token === undefined) return undefined;
  if (history === undefined) throw missingCapability(name, 'history');
  if (commit === undefined) throw missingCapability(name, 'commit');
  const { items } = await bounded('load', () => history({ token, limit: 1 }));
  const found = items.find(({ revision }) => revision.token === token);
  return found && { ...checkSame(found, digest), replayed: true };
}

/**
 * Returns the commit if it is what the caller asked for. A store may find the commit of another writer that uses the same token.
 * @throws {FlagstaffError} TOKEN_REUSED when it is not.
 */
export function checkSame(commit: Commit, digest: string | undefined): Commit {
  if (digest === undefined || commit.digest === digest) return commit;
  throw tokenReused(commit.revision.token);
}

export function tokenReused(token: string): FlagstaffError {
  return new FlagstaffError(
    'TOKEN_REUSED',
    `The token ${token} belongs to another write. Nothing was written. Choose a new token for each write, and repeat it only with the same changes.`,
  );
}
