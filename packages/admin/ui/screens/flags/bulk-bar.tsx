import { useState } from 'preact/hooks';
import type { JSX } from 'preact';
import { useLocation } from 'wouter-preact';
import type { FlagDocument } from '@flagstaff/core';
import { CommentDialog, commitChanges } from '../../changes/write-dialog.tsx';
import { Button } from '../../components/button.tsx';
import { Field, TextInput } from '../../components/field.tsx';
import { FloatingBar } from '../../components/floating-bar.tsx';
import { KeyColumns } from '../../components/key-columns.tsx';
import { Menu } from '../../components/menu.tsx';
import { plural } from '../../lib/format.ts';
import { pathTo, PROMOTED, withQuery } from '../../lib/paths.ts';
import { useMay, useMaySomewhere, useMe } from '../../session/me.ts';
import { bulkChanges } from './bulk.ts';
import { clearSelection, selection } from './selection.ts';

/** Characters of keys in a link. Servers commonly refuse headers of 16 kB. */
const MAX_LINK = 8_000;

type Action = 'archive' | 'restore' | 'tag';

/** The actions for the selected flags. Each is one commit: all of them change, or none. */
export function BulkBar(): JSX.Element | null {
  const [action, setAction] = useState<Action>();
  const { allowed, reason } = useMay('write');
  const { environments } = useMe();
  const mayPromote = useMaySomewhere('write').allowed && environments.length > 0;
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
        !mayPromote && <span class="muted">{reason}</span>
      )}
      {mayPromote && <Promote />}
      <Button look="ghost" icon="x" label="Clear the selection" onClick={clearSelection} />
      {action && <BulkDialog action={action} onClose={() => setAction(undefined)} />}
    </FloatingBar>
  );
}

/** Leads to the comparison of the environment, with only the selected flags. */
function Promote(): JSX.Element {
  const { environments } = useMe();
  const [, navigate] = useLocation();
  const flags = [...selection.value.keys()].join(',');
  // The link has to survive a reload.
  const isTooLong = flags.length > MAX_LINK;
  return (
    <Menu
      icon="environments"
      heading={isTooLong ? 'Too many flags for a link: select fewer.' : 'Promote into'}
      actions={environments.map(({ key, protected: isProtected }) => ({
        label: key,
        hint: isProtected ? 'protected' : undefined,
        disabled: isTooLong,
        onSelect: () => navigate(withQuery(pathTo('environment', { key }), { [PROMOTED]: flags })),
      }))}
    >
      Promote
    </Menu>
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
  const [tag, setTag] = useState('');
  const keys = [...selection.value.keys()];
  return (
    <CommentDialog
      title={TITLES[action]}
      action={action === 'tag' ? 'Add the tag' : TITLES[action].replace('flags', plural(keys.length, 'flag'))}
      size="default"
      done={(commit) => `${plural(commit?.changes.length ?? 0, 'flag')} changed in one commit.`}
      blocked={action === 'tag' && tag.trim() === '' ? 'Name the tag.' : undefined}
      onClose={onClose}
      onDone={clearSelection}
      write={async (comment) => {
        const changes = await bulkChanges(keys, (flag) => changed(flag, action, tag.trim()));
        return changes.length === 0 ? null : commitChanges(changes, comment);
      }}
    >
      <p class="secondary">{TEXTS[action]}</p>
      <KeyColumns keys={keys} />
      {action === 'tag' && (
        <Field label="Tag">{(control) => <TextInput {...control} value={tag} onInput={setTag} required />}</Field>
      )}
    </CommentDialog>
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
