import { useState } from 'preact/hooks';
import type { JSX } from 'preact';
import { Link } from 'wouter-preact';
import type { EnvironmentDocument, StoredDocument } from '@flagstaff/core';
import { useApi } from '../../api/query.ts';
import { DeleteDialog } from '../../changes/delete-dialog.tsx';
import { LastChange } from '../../changes/last-change.tsx';
import { Chip } from '../../components/chip.tsx';
import { Button } from '../../components/button.tsx';
import { pathTo } from '../../lib/paths.ts';
import type { ScreenProps } from '../../screens.tsx';
import { useMay, useMe } from '../../session/me.ts';
import { NotLoaded } from '../../components/not-loaded.tsx';
import { Page } from '../../shell/page.tsx';
import { EnvironmentDialog } from './environment-dialog.tsx';
import { Promotion } from './promotion.tsx';
import { heirsOf } from './tree.ts';
import './environments.css';

/** One environment: what it inherits, and what another one serves differently. */
export default function EnvironmentScreen({ params }: ScreenProps): JSX.Element {
  const key = params['key']!;
  const { data, error } = useApi('GET /{kind}/{key}', { params: { kind: 'environments', key } });
  const { allowed, reason } = useMay('administer');
  const [action, setAction] = useState<'change' | 'delete'>();
  const stored = data?.data as (StoredDocument & EnvironmentDocument) | undefined;
  return (
    <Page
      title={key}
      mono
      parent={{ text: 'Environments', href: pathTo('environments') }}
      description={stored?.description}
      actions={
        stored &&
        (allowed ? (
          <>
            <Button icon="pencil" onClick={() => setAction('change')}>
              Change…
            </Button>
            <Button icon="trash" onClick={() => setAction('delete')}>
              Delete…
            </Button>
          </>
        ) : (
          <span class="muted">{reason}</span>
        ))
      }
    >
      {stored === undefined && <NotLoaded error={error} what="This environment" icon="environments" />}
      {stored && <Facts environment={stored} />}
      {stored && <Promotion key={key} into={key} />}
      {stored && action === 'change' && <EnvironmentDialog stored={stored} onClose={() => setAction(undefined)} />}
      {stored && action === 'delete' && (
        <DeleteDialog document={stored} to={pathTo('environments')} onClose={() => setAction(undefined)}>
          Programs that run in <strong>{key}</strong> get the flags without patches. It cannot be deleted while a flag
          patches it or another environment inherits from it. The history keeps it, and the deletion can be undone.
        </DeleteDialog>
      )}
    </Page>
  );
}

function Facts({ environment }: { readonly environment: StoredDocument & EnvironmentDocument }): JSX.Element {
  const { key, name, parent, protected: isProtected = false } = environment;
  const { environments } = useMe();
  const heirs = heirsOf(environments, key);
  return (
    <div class="facts">
      {name !== undefined && <span>{name}</span>}
      {isProtected && <Chip tone="warning">protected</Chip>}
      <span>
        Inherits from{' '}
        {parent === undefined ? (
          'the flags themselves'
        ) : (
          <Link class="link" href={pathTo('environment', { key: parent })}>
            {parent}
          </Link>
        )}
      </span>
      {heirs.length > 0 && <span>Inherited by {heirs.join(', ')}</span>}
      <LastChange document={environment} />
    </div>
  );
}
