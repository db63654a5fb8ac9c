// Docs: docs/management.md, "Repeat a write safely"
import { FlagstaffError } from '../model/error.ts';
import { bindMethod } from '../storage/bind-methods.ts';
import { missingCapability } from '../storage/capabilities.ts';
import type { CommitSteps } from '../storage/commit-with-recovery.ts';
import type { Commit, StorageBackend } from '../storage/port.ts';
import type { WriteRequest, WrittenCommit } from './write-request.ts';

/**
 * Returns the commit that an earlier write with the caller's token made. Undefined when there is none.
 * @throws {FlagstaffError} TOKEN_REUSED when it was asked for something else.
 * @throws {FlagstaffError} CAPABILITY_MISSING when the backend cannot find commits by token.
 */
export async function findEarlierWrite(
  storage: StorageBackend,
  { bounded }: Pick<CommitSteps, 'bounded'>,
  { token, digest }: WriteRequest,
): Promise<WrittenCommit | undefined> {
  if (token === undefined) return undefined;
  const history = bindMethod(storage, 'history');
  if (history === undefined || storage.commit === undefined) {
    throw missingCapability(storage.name, history === undefined ? 'history' : 'commit');
  }
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
