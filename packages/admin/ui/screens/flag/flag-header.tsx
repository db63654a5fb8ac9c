import { useState } from 'preact/hooks';
import type { JSX } from 'preact';
import { Link, useLocation } from 'wouter-preact';
import { DeleteDialog } from '../../changes/delete-dialog.tsx';
import { Button } from '../../components/button.tsx';
import { Chip, Tag } from '../../components/chip.tsx';
import { Icon } from '../../components/icon.tsx';
import { Menu } from '../../components/menu.tsx';
import { Time } from '../../components/time.tsx';
import { copyText } from '../../lib/copy.ts';
import { formatDate } from '../../lib/format.ts';
import { pathTo, pathToFlag, withQuery } from '../../lib/paths.ts';
import { useEnvironment } from '../../session/environment.ts';
import { useMe } from '../../session/me.ts';
import { useShortcuts } from '../../shell/shortcuts.ts';
import { STATES } from '../flags/state.ts';
import { draftCell } from './model/cells.ts';
import { useDraft, useMayEditDraft } from './model/draft.ts';

/** What the flag is: its key, state, owner and tags. */
export function FlagHeader(): JSX.Element {
  const { settled, base } = useDraft();
  const { key, type, name, description, owner, tags = [], removeBy, permanent, clientSide } = settled.value;
  const { version, updatedAt, updatedBy } = base.value.flag;
  return (
    <div class="flag-header">
      <div class="flag-facts">
        {name !== undefined && <code class="flag-key">{key}</code>}
        <Button look="ghost" icon="copy" label="Copy the key" onClick={() => copyText(key, 'Key')} />
        <StateChip />
        <Chip>{type}</Chip>
        {clientSide && <Chip title="The flag may be sent to browsers.">client side</Chip>}
        {permanent && <Chip title="The flag stays for good. Reports do not list it as settled.">permanent</Chip>}
        {tags.map((tag) => (
          <Tag key={tag}>{tag}</Tag>
        ))}
      </div>
      {description !== undefined && <p class="flag-description">{withLinks(description)}</p>}
      <p class="flag-about muted">
        {owner !== undefined && (
          <span>
            <Icon name="user" size={13} />{' '}
            <Link class="link" href={withQuery(pathTo('flags'), { owner })} title={`Show the flags of ${owner}`}>
              {owner}
            </Link>
          </span>
        )}
        {removeBy !== undefined && (
          <span>
            <Icon name="clock" size={13} /> remove by {formatDate(removeBy)}
          </span>
        )}
        <span>
          Version {version}, changed <Time at={updatedAt} />
          {updatedBy !== undefined && ` by ${updatedBy}`}
        </span>
      </p>
    </div>
  );
}

function StateChip(): JSX.Element {
  const { settled, base } = useDraft();
  const { environments } = useMe();
  const [environment] = useEnvironment();
  const cell = draftCell(base.value.flag, settled.value, environment, environments);
  const { label, tone, reason } = STATES[cell?.state ?? 'broken'];
  return (
    <span class="flag-state-chip">
      <Chip tone={tone} dot title={reason}>
        {label}
      </Chip>
      <span class="muted">{reason}</span>
    </span>
  );
}

/** Shows addresses in a text as links. Everything else stays text. */
function withLinks(text: string): readonly (string | JSX.Element)[] {
  return text.split(/(https?:\/\/[^\s<>"]+[^\s<>".,;:!?)])/).map((part, index) =>
    index % 2 === 0 ? (
      part
    ) : (
      <a key={index} class="link" href={part} rel="noreferrer noopener" target="_blank">
        {part}
      </a>
    ),
  );
}

/** What can be done with the flag as a whole. */
export function FlagActions(): JSX.Element {
  const { flag, base } = useDraft();
  const { allowed } = useMayEditDraft();
  const [, navigate] = useLocation();
  const [isDeleting, setDeleting] = useState(false);
  const { key } = base.value.flag;
  const editDetails = (): void => navigate(pathToFlag(key, 'settings'));
  useShortcuts(allowed ? [{ keys: 'e', label: "Edit the flag's details", run: editDetails }] : [], [allowed, key]);
  return (
    <>
      {allowed && (
        <Button icon="pencil" onClick={editDetails}>
          Edit details
        </Button>
      )}
      <Menu
        icon="dots"
        label="More actions"
        actions={[
          { label: 'Copy link', icon: 'link', onSelect: () => copyText(location.href, 'Link') },
          {
            label: 'Copy JSON',
            icon: 'code',
            onSelect: () => copyText(JSON.stringify(flag.value, undefined, 2), 'JSON'),
          },
          ...(allowed
            ? [{ label: 'Delete…', icon: 'trash', danger: true, onSelect: () => setDeleting(true) } as const]
            : []),
        ]}
      />
      {isDeleting && (
        <DeleteDialog document={base.value.flag} to={pathTo('flags')} onClose={() => setDeleting(false)}>
          Programs that ask for <strong>{key}</strong> get their own defaults. It cannot be deleted while another flag
          requires it. To stop using it and keep it here, archive it. The history keeps it, and the deletion can be
          undone.
        </DeleteDialog>
      )}
    </>
  );
}
