import { useId, useState } from 'preact/hooks';
import type { ComponentChildren, JSX } from 'preact';
import { call } from '../api/client.ts';
import type { AnswerOf, ShownCommit } from '../../src/client.ts';
import { problemOf } from '../api/problem.ts';
import { invalidate } from '../api/query.ts';
import { Button } from '../components/button.tsx';
import { Dialog, DismissButton } from '../components/dialog.tsx';
import { Field, TextInput } from '../components/field.tsx';
import { useMe } from '../session/me.ts';
import { toastWithUndo } from './undo.ts';
import type { Changes } from './undo.ts';

/** What every dialog that writes has: what it is about, the comment, and a way back afterwards. */
interface WriteProps {
  readonly title: string;
  /** The words of the button that writes. */
  readonly action: string;
  readonly danger?: boolean;
  /** A comment to begin with. */
  readonly suggestion?: string;
  /** Said when it is written. A function gets the commit, or null when there was nothing to write. */
  readonly done: string | ((commit: ShownCommit | null) => string);
  /** Why it cannot be written. */
  readonly blocked?: string | undefined;
  readonly size?: 'default' | 'wide';
  readonly onClose: () => void;
  /** Called after the write, before the dialog closes. */
  readonly onDone?: () => void;
  readonly children: ComponentChildren;
}

/** Writes changes of documents in one commit. */
export async function commitChanges(changes: Changes, comment: { readonly comment?: string }): Promise<ShownCommit> {
  const { data } = await call('POST /commits', { body: { changes, ...comment } });
  // Without `dryRun`, it is a commit.
  return data as Extract<AnswerOf<'POST /commits'>, ShownCommit>;
}

/** A dialog that writes changes of documents in one commit. */
export function WriteDialog({ changes, ...props }: WriteProps & { readonly changes: Changes }): JSX.Element {
  return <CommentDialog {...props} write={(comment) => commitChanges(changes, comment)} />;
}

/** Asks for a comment, and writes. */
export function CommentDialog({
  title,
  action,
  danger = false,
  suggestion = '',
  done,
  blocked,
  size = 'wide',
  onClose,
  onDone,
  write,
  children,
}: WriteProps & {
  /** Returns the commit. Null when there was nothing to write. */
  readonly write: (comment: { readonly comment?: string }) => Promise<ShownCommit | null>;
}): JSX.Element {
  const { requireComment } = useMe();
  const [comment, setComment] = useState(suggestion);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const id = useId();
  const text = comment.trim();
  const isReady = blocked === undefined && (!requireComment || text !== '');

  async function run(): Promise<void> {
    setBusy(true);
    setError(undefined);
    try {
      const commit = await write(text === '' ? {} : { comment: text });
      await invalidate(undefined);
      toastWithUndo(typeof done === 'string' ? done : done(commit), commit);
      onDone?.();
      onClose();
    } catch (cause) {
      setError(problemOf(cause).detail);
      setBusy(false);
    }
  }

  return (
    <Dialog
      title={title}
      size={size}
      onClose={onClose}
      footer={
        <>
          <DismissButton>Cancel</DismissButton>
          <Button look={danger ? 'danger' : 'primary'} type="submit" form={id} disabled={!isReady} busy={isBusy}>
            {action}
          </Button>
        </>
      }
    >
      <form
        id={id}
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady && !isBusy) void run();
        }}
      >
        {children}
        <Field label="Comment" optional={!requireComment} hint="Shown in the history.">
          {(control) => (
            <TextInput {...control} value={comment} onInput={setComment} required={requireComment} data-focus />
          )}
        </Field>
        {blocked !== undefined && <p class="field-error">{blocked}</p>}
        {error !== undefined && (
          <p role="alert" class="field-error">
            {error}
          </p>
        )}
      </form>
    </Dialog>
  );
}
