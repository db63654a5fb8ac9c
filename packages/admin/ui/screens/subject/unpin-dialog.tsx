import type { JSX } from 'preact';
import { call } from '../../api/client.ts';
import { CommentDialog } from '../../changes/write-dialog.tsx';
import { KeyColumns } from '../../components/key-columns.tsx';
import { plural } from '../../lib/format.ts';
import type { Subject } from '../../context/links.ts';

/** Removes the overrides of a subject. */
export function UnpinDialog({
  subject,
  flags,
  onClose,
}: {
  readonly subject: Subject;
  readonly flags: readonly string[];
  readonly onClose: () => void;
}): JSX.Element {
  return (
    <CommentDialog
      title={`Unpin ${subject.value}`}
      action={`Unpin ${plural(flags.length, 'flag')}`}
      danger
      size="default"
      done={`${subject.value} gets what the rules say.`}
      onClose={onClose}
      write={async (comment) => {
        const { data } = await call('POST /overrides/remove', { body: { subject, flags: [...flags], ...comment } });
        return data.commit;
      }}
    >
      <p class="secondary">
        The overrides of {subject.attribute} <strong>{subject.value}</strong> are removed in every environment. The
        rules decide again.
      </p>
      <KeyColumns keys={flags} />
    </CommentDialog>
  );
}
