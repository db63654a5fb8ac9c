import type { BodyOf, ShownCommit } from '../../src/client.ts';
import { call } from '../api/client.ts';
import { problemOf } from '../api/problem.ts';
import { invalidate } from '../api/query.ts';
import { toast } from '../components/toast.tsx';

/** Changes of documents in one commit. */
export type Changes = NonNullable<BodyOf<'POST /commits'>>['changes'];

/**
 * Returns the changes that take a commit back: each document becomes what it was before. They fail as a whole when one of them was
 * changed since.
 */
export function changesBack({ changes }: Pick<ShownCommit, 'changes'>): Changes {
  return changes.map(({ id, before, after }) =>
    before === null ? { delete: id, ifVersion: after?.version ?? 0 } : { set: before, ifVersion: after?.version ?? 0 },
  );
}

/** Says that something was written, and offers to take it back. */
export function toastWithUndo(text: string, commit: ShownCommit | null): void {
  toast(text, commit === null ? {} : { action: { label: 'Undo', onSelect: () => void undo(commit) } });
}

async function undo(commit: ShownCommit): Promise<void> {
  const { number } = commit.revision;
  try {
    await call('POST /commits', { body: { changes: changesBack(commit), comment: `Undo ${number}` } });
    toast('Undone.');
  } catch (error) {
    toast(`It was not undone: ${problemOf(error).detail}`, { tone: 'danger' });
  }
  await invalidate(undefined);
}
