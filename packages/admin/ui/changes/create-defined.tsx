import { useState } from 'preact/hooks';
import type { JSX } from 'preact';
import { call } from '../api/client.ts';
import { Button } from '../components/button.tsx';
import type { ButtonLook } from '../components/button.tsx';
import { KeyColumns } from '../components/key-columns.tsx';
import { plural } from '../lib/format.ts';
import { useMay } from '../session/me.ts';
import { CommentDialog } from './write-dialog.tsx';

/** Creates the flags that the program defines and the store lacks, by `absent` of `GET /report`. */
export function CreateDefined({
  flags,
  look,
}: {
  readonly flags: readonly string[];
  readonly look?: ButtonLook['look'];
}): JSX.Element {
  const { allowed, reason } = useMay('write');
  const [isOpen, setOpen] = useState(false);
  if (!allowed) return <p class="muted">{reason}</p>;
  return (
    <div class="row">
      <Button look={look} icon="plus" onClick={() => setOpen(true)}>
        Create {plural(flags.length, 'flag')}…
      </Button>
      {isOpen && (
        <CommentDialog
          title="Create the defined flags"
          action={`Create ${plural(flags.length, 'flag')}`}
          size="default"
          done={`${plural(flags.length, 'flag was', 'flags were')} created.`}
          onClose={() => setOpen(false)}
          write={async (comment) => (await call('POST /definitions', { body: comment })).data.commit}
        >
          <p class="secondary">
            The flags are created as this program defines them, so that they serve the same as now, and can be changed
            here.
          </p>
          <KeyColumns keys={flags} />
        </CommentDialog>
      )}
    </div>
  );
}
