import type { BodyOf, ShownCommit } from '../../src/client.ts';
import { call } from '../api/client.ts';
import { problemOf } from '../api/problem.ts';
import { invalidate } from '../api/query.ts';
import { toast } from '../components/toast.tsx';

/** Changes of documents in one commit. */
export type Changes = NonNullable<BodyOf<'POST /commits'>>['changes'];

/** Says that something was written, and offers to take it back. */
export function toastWithUndo(text: string, commit: ShownCommit | null): void {
  toast(text, commit === null ? {} : { action: { label: 'Undo', onSelect: () => void undo(commit) } });
}

async function undo(commit: ShownCommit): Promise<void> {
  const { number } = commit.revision;
  try {
    await call('POST /commits/{revision}/revert', {
      params: { revision: number },
      body: { comment: `Undo revision ${number}` },
    });
    toast('Undone.');
  } catch (error) {
    toast(`It was not undone: ${problemOf(error).detail}`, { tone: 'danger' });
  }
  await invalidate(undefined);
}
