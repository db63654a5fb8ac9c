import { useState } from 'preact/hooks';
import type { JSX } from 'preact';
import type { AnswerOf } from '../../../src/client.ts';
import { call } from '../../api/client.ts';
import { CommentDialog } from '../../changes/write-dialog.tsx';
import { Button } from '../../components/button.tsx';
import { KeyColumns } from '../../components/key-columns.tsx';
import { plural } from '../../lib/format.ts';
import { useMay } from '../../session/me.ts';

/** Removes the overrides that have expired, of every flag. */
export function RemoveExpired({
  expired,
}: {
  readonly expired: AnswerOf<'GET /report'>['expiredOverrides'];
}): JSX.Element {
  const { allowed, reason } = useMay('write');
  const [isOpen, setOpen] = useState(false);
  if (!allowed) return <p class="muted">{reason}</p>;
  const count = expired.reduce((sum, each) => sum + each.count, 0);
  const action = `Remove ${plural(count, 'expired override')}`;
  return (
    <div class="row">
      <Button icon="trash" onClick={() => setOpen(true)}>
        {action}…
      </Button>
      {isOpen && (
        <CommentDialog
          title="Remove expired overrides"
          action={action}
          danger
          size="default"
          done={`${plural(count, 'expired override')} removed.`}
          onClose={() => setOpen(false)}
          write={async (comment) => (await call('POST /overrides/remove-expired', { body: comment })).data.commit}
        >
          <p class="secondary">
            They expired more than an hour ago, and serve nothing. The history keeps them, and the removal can be
            undone.
          </p>
          <KeyColumns keys={expired.map(({ flag }) => flag)} />
        </CommentDialog>
      )}
    </div>
  );
}
