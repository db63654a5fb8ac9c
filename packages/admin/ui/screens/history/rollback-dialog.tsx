import type { JSX } from 'preact';
import type { AnswerOf } from '../../../src/client.ts';
import { call } from '../../api/client.ts';
import { useApi } from '../../api/query.ts';
import { EffectTable, NOT_ALLOWED } from '../../changes/effect-table.tsx';
import { CommentDialog } from '../../changes/write-dialog.tsx';
import { Chip } from '../../components/chip.tsx';
import { DocumentLinks } from '../../components/document-links.tsx';
import { plural } from '../../lib/format.ts';
import { TONES } from './tones.ts';

type Planned = AnswerOf<'POST /rollback'>;

/** Shows what restoring all documents of a revision would do, and does it. */
export function RollbackDialog({
  to,
  newest,
  onClose,
}: {
  readonly to: number;
  /** The latest revision. */
  readonly newest: number;
  readonly onClose: () => void;
}): JSX.Element {
  const { data, error } = useApi('POST /rollback', { query: { dryRun: true }, body: { to, audience: true } });
  const planned = data?.data;
  return (
    <CommentDialog
      title={`Roll back to revision ${to}`}
      action={planned === undefined ? 'Roll back' : `Restore ${plural(planned.documents.length, 'document')}`}
      danger
      suggestion={`Roll back to revision ${to}`}
      done={`Everything is as it was at revision ${to}.`}
      blocked={planned && reasonAgainst(planned)}
      onClose={onClose}
      write={async (comment) => (await call('POST /rollback', { body: { to, ...comment } })).data.commit}
    >
      <p class="secondary">
        All documents will be as they were after this commit: what {plural(newest - to, 'later commit')} changed is
        undone. The history keeps them, and the rollback can be undone. Stored members of segments stay as they are.
      </p>
      {planned && planned.documents.length > 0 && <Restored documents={planned.documents} />}
      <EffectTable preview={planned?.preview ?? undefined} error={error?.problem.detail} />
    </CommentDialog>
  );
}

/** Documents that are named, of those to which the same happens. */
const NAMED = 20;

const EFFECTS = ['changed', 'created', 'deleted'] as const;

/** The documents by what happens to them. */
function Restored({ documents }: Pick<Planned, 'documents'>): JSX.Element {
  return (
    <ul class="restored">
      {EFFECTS.map((effect) => {
        const ids = documents.filter((each) => each.effect === effect).map(({ id }) => id);
        return (
          ids.length > 0 && (
            <li key={effect}>
              <Chip tone={TONES[effect]}>{effect}</Chip>
              <span>
                <DocumentLinks ids={ids} most={NAMED} />
              </span>
            </li>
          )
        );
      })}
    </ul>
  );
}

function reasonAgainst({ documents, preview }: Planned): string | undefined {
  if (documents.length === 0) return 'All documents are as they were then.';
  return preview?.allowed === false ? NOT_ALLOWED : undefined;
}
