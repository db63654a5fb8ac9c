import type { DocumentId } from '../../model/document.ts';
import type { Revision } from '../../model/revision.ts';
import { CHANGES_BYTES } from '../page-bytes.ts';
import type { Commit } from '../port.ts';

/** The last commits of a store, in order. */
export interface CommitLog {
  append(commit: Commit): void;
  readonly commits: readonly Commit[];
  /** Returns the commits that changed a document, in order. */
  of(id: DocumentId): readonly Commit[];
  /** See `StorageBackend.changes`. `head` is the store's revision. Returns copies. */
  since(revision: Revision, head: Revision | undefined): readonly Commit[] | undefined;
}

/** Creates a log that keeps the last `limit` commits. */
export function createCommitLog(limit: number): CommitLog {
  const commits: Commit[] = [];
  /** Undefined until the commits of a document are first read: few programs do. */
  let byId: Map<DocumentId, Commit[]> | undefined;

  function index(commit: Commit): void {
    for (const { id } of commit.changes) {
      const known = byId?.get(id);
      if (known === undefined) byId?.set(id, [commit]);
      else known.push(commit);
    }
  }

  /** The oldest commit is the first of each document that it changed. */
  function forgetOldest(): void {
    for (const { id } of commits.shift()!.changes) {
      const known = byId?.get(id);
      known?.shift();
      if (known?.length === 0) byId?.delete(id);
    }
  }

  return {
    commits,
    append(commit) {
      commits.push(commit);
      index(commit);
      while (commits.length > limit) forgetOldest();
    },

    of(id) {
      if (byId === undefined) {
        byId = new Map();
        commits.forEach(index);
      }
      return byId.get(id) ?? [];
    },

    since({ epoch, token }, head) {
      if (head === undefined || head.epoch !== epoch) return undefined;
      if (head.token === token) return [];
      const first = commits.findIndex(({ previous }) => previous === token);
      if (first === -1) return undefined;
      const copies = copiesUntil(commits.slice(first), CHANGES_BYTES);
      return first + copies.length === commits.length ? copies : undefined;
    },
  };
}

/** Returns copies of commits, up to the one that reaches the number of characters. */
export function copiesUntil(commits: readonly Commit[], characters: number): Commit[] {
  const copies: Commit[] = [];
  let size = 0;
  for (const commit of commits) {
    if (size >= characters) break;
    const text = JSON.stringify(commit);
    size += text.length;
    copies.push(JSON.parse(text) as Commit);
  }
  return copies;
}
