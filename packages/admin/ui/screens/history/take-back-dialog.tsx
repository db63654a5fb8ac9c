import type { JSX } from 'preact';
import type { ShownCommit } from '../../../src/client.ts';
import { call } from '../../api/client.ts';
import { useApi } from '../../api/query.ts';
import { EffectTable, NOT_ALLOWED } from '../../changes/effect-table.tsx';
import { fieldText } from '../../changes/field-names.ts';
import { CommentDialog } from '../../changes/write-dialog.tsx';
import { DocumentLink, DocumentLinks } from '../../components/document-links.tsx';
import { plural } from '../../lib/format.ts';

/** Shows what taking a commit back would do, and does it. Later changes of other fields stay. */
export function TakeBackDialog({
  commit,
  onClose,
}: {
  readonly commit: ShownCommit;
  readonly onClose: () => void;
}): JSX.Element {
  const { number } = commit.revision;
  const params = { revision: number };
  const { data, error } = useApi('POST /commits/{revision}/revert', {
    params,
    query: { dryRun: true },
    body: { audience: true },
  });
  const { conflicts = [], preview } = data?.data ?? {};
  return (
    <CommentDialog
      title={`Take revision ${number} back`}
      action="Take it back"
      suggestion={`Take revision ${number} back`}
      done={`Revision ${number} was taken back.`}
      blocked={reasonAgainst(conflicts.length, preview?.allowed)}
      onClose={onClose}
      write={async (comment) => (await call('POST /commits/{revision}/revert', { params, body: comment })).data.commit}
    >
      <p class="secondary">
        What this commit changed in {plural(commit.changes.length, 'document')} will be as before:{' '}
        <DocumentLinks ids={commit.changes.map(({ id }) => id)} />. Later changes of other fields stay, and nothing is
        removed from the history.
      </p>
      {conflicts.length > 0 ? (
        <ul>
          {conflicts.map(({ id, fields, updatedBy }) => (
            <li key={id}>
              <DocumentLink id={id} />: {updatedBy ?? 'someone'} changed {fields.map(fieldText).join(', ')} since.
            </li>
          ))}
        </ul>
      ) : (
        <EffectTable preview={preview ?? undefined} error={error?.problem.detail} />
      )}
    </CommentDialog>
  );
}

function reasonAgainst(conflicts: number, isAllowed: boolean | undefined): string | undefined {
  if (conflicts > 0) return 'Later commits changed the same fields. Take those back first, or edit the document.';
  return isAllowed === false ? NOT_ALLOWED : undefined;
}
