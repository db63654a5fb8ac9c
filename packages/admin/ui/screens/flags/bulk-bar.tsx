import { useState } from 'preact/hooks';
import type { JSX } from 'preact';
import type { FlagDocument } from '@flagstaff/core';
import { problemOf } from '../../api/problem.ts';
import { useWrite } from '../../api/query.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Field, TextInput } from '../../components/field.tsx';
import { FloatingBar } from '../../components/floating-bar.tsx';
import { toast } from '../../components/toast.tsx';
import { plural } from '../../lib/format.ts';
import { useMay, useMe } from '../../session/me.ts';
import { bulkChanges } from './bulk.ts';
import { clearSelection, selection } from './selection.ts';
import './bulk-bar.css';

type Action = 'archive' | 'restore' | 'tag';

/** The actions for the selected flags. Each is one commit: all of them change, or none. */
export function BulkBar(): JSX.Element | null {
  const [action, setAction] = useState<Action>();
  const { allowed, reason } = useMay('write');
  const { size } = selection.value;
  if (size === 0) return null;
  return (
    <FloatingBar label="Selected flags" text={<strong>{plural(size, 'flag')} selected</strong>}>
      {allowed ? (
        <>
          <Button icon="tag" onClick={() => setAction('tag')}>
            Add tag
          </Button>
          <Button icon="archive" onClick={() => setAction('archive')}>
            Archive
          </Button>
          <Button icon="undo" onClick={() => setAction('restore')}>
            Restore
          </Button>
        </>
      ) : (
        <span class="muted">{reason}</span>
      )}
      <Button look="ghost" icon="x" label="Clear the selection" onClick={clearSelection} />
      {action && <BulkDialog action={action} onClose={() => setAction(undefined)} />}
    </FloatingBar>
  );
}

const TITLES: { readonly [action in Action]: string } = {
  archive: 'Archive flags',
  restore: 'Restore flags',
  tag: 'Add a tag',
};

const TEXTS: { readonly [action in Action]: string } = {
  archive:
    'An archived flag serves its off variant to everyone, in every environment that does not set a status of its own.',
  restore: 'A restored flag is active again: its rules decide.',
  tag: 'Tags change no answer.',
};

function BulkDialog({ action, onClose }: { readonly action: Action; readonly onClose: () => void }): JSX.Element {
  const { requireComment } = useMe();
  const [tag, setTag] = useState('');
  const [comment, setComment] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const commit = useWrite('POST /commits');
  const keys = [...selection.value.keys()];
  const isComplete = (action !== 'tag' || tag.trim() !== '') && (!requireComment || comment.trim() !== '');

  async function run(): Promise<void> {
    setBusy(true);
    setError(undefined);
    try {
      const changes = await bulkChanges(keys, (flag) => changed(flag, action, tag.trim()));
      if (changes.length > 0) {
        await commit.mutateAsync({ body: { changes, ...(comment.trim() === '' ? {} : { comment: comment.trim() }) } });
      }
      toast(`${plural(changes.length, 'flag')} changed in one commit.`);
      clearSelection();
      onClose();
    } catch (cause) {
      setError(problemOf(cause).detail);
      setBusy(false);
    }
  }

  return (
    <Dialog
      title={TITLES[action]}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" form="bulk" disabled={!isComplete} busy={busy}>
            {action === 'tag' ? 'Add the tag' : TITLES[action].replace('flags', plural(keys.length, 'flag'))}
          </Button>
        </>
      }
    >
      <form
        id="bulk"
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (isComplete && !busy) void run();
        }}
      >
        <p class="secondary">{TEXTS[action]}</p>
        <ul class="bulk-keys">
          {keys.slice(0, 12).map((key) => (
            <li key={key} class="mono">
              {key}
            </li>
          ))}
          {keys.length > 12 && <li class="muted">and {keys.length - 12} more</li>}
        </ul>
        {action === 'tag' && (
          <Field label="Tag">{(control) => <TextInput {...control} value={tag} onInput={setTag} required />}</Field>
        )}
        <Field label="Comment" optional={!requireComment} hint="Shown in the history.">
          {(control) => <TextInput {...control} value={comment} onInput={setComment} />}
        </Field>
        {error !== undefined && (
          <p role="alert" class="field-error">
            {error}
          </p>
        )}
      </form>
    </Dialog>
  );
}

/** Returns the flag with the change. Undefined when it is so already. */
function changed(flag: FlagDocument, action: Action, tag: string): FlagDocument | undefined {
  if (action === 'tag') {
    const { tags = [] } = flag;
    return tags.includes(tag) ? undefined : { ...flag, tags: [...tags, tag] };
  }
  const status = action === 'archive' ? 'archived' : 'active';
  return (flag.status ?? 'active') === status ? undefined : { ...flag, status };
}
