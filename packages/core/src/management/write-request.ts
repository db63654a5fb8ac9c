import { invalidInput } from '../model/input.ts';
import { digest } from '../storage/digest.ts';
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
