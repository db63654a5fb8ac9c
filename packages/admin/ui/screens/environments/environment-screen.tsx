import { useState } from 'preact/hooks';
import type { JSX } from 'preact';
import { Link, useLocation } from 'wouter-preact';
import type { EnvironmentDocument, StoredDocument } from '@flagstaff/core';
import { useApi } from '../../api/query.ts';
import { WriteDialog } from '../../changes/write-dialog.tsx';
import { Chip } from '../../components/chip.tsx';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { Time } from '../../components/time.tsx';
import { pathTo, withQuery } from '../../lib/paths.ts';
import type { ScreenProps } from '../../screens.tsx';
import { useMay, useMe } from '../../session/me.ts';
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
      {stored === undefined && error === null && <Skeleton />}
      {stored === undefined && error !== null && (
        <EmptyState icon="environments" title="There is no such environment">
          {error.problem.detail}
        </EmptyState>
      )}
      {stored && <Facts environment={stored} />}
      {stored && <Promotion into={key} />}
      {stored && action === 'change' && <EnvironmentDialog stored={stored} onClose={() => setAction(undefined)} />}
      {stored && action === 'delete' && <DeleteDialog environment={stored} onClose={() => setAction(undefined)} />}
    </Page>
  );
}

function Facts({ environment }: { readonly environment: StoredDocument & EnvironmentDocument }): JSX.Element {
  const { key, name, parent, protected: isProtected = false, updatedAt, updatedBy } = environment;
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
      <Link class="link" href={withQuery(pathTo('history'), { document: `environment:${key}` })}>
        Changed <Time at={updatedAt} />
        {updatedBy !== undefined && ` by ${updatedBy}`}
      </Link>
    </div>
  );
}

function DeleteDialog({
  environment: { key, version },
  onClose,
}: {
  readonly environment: StoredDocument & EnvironmentDocument;
  readonly onClose: () => void;
}): JSX.Element {
  const [, navigate] = useLocation();
  return (
    <WriteDialog
      title={`Delete ${key}`}
      action="Delete environment"
      danger
      size="default"
      changes={[{ delete: `environment:${key}`, ifVersion: version }]}
      done={`${key} was deleted.`}
      onClose={onClose}
      onDone={() => navigate(pathTo('environments'))}
    >
      <p class="secondary">
        Programs that run in <strong>{key}</strong> get the flags without patches. It cannot be deleted while a flag
        patches it or another environment inherits from it. The history keeps it, and the deletion can be undone.
      </p>
    </WriteDialog>
  );
}
