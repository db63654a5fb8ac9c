import { useState } from 'preact/hooks';
import type { JSX } from 'preact';
import { Link, useLocation } from 'wouter-preact';
import type { ShownChange, ShownCommit } from '../../../src/client.ts';
import { useApi } from '../../api/query.ts';
import { ChangeList } from '../../changes/change-list.tsx';
import { verbOf } from '../../changes/summary.ts';
import { ActorMark } from '../../components/actor.tsx';
import { Button } from '../../components/button.tsx';
import { Chip } from '../../components/chip.tsx';
import { Details } from '../../components/details.tsx';
import { DiffView } from '../../components/diff-view.tsx';
import { Time } from '../../components/time.tsx';
import { formatDateTime, plural } from '../../lib/format.ts';
import { pathTo, splitId, withQuery } from '../../lib/paths.ts';
import { variantsOf } from '../../lib/variants-of.ts';
import type { ScreenProps } from '../../screens.tsx';
import { useMay, useMaySomewhere, useMe } from '../../session/me.ts';
import { useCommands } from '../../shell/commands.ts';
import { NotLoaded } from '../../components/not-loaded.tsx';
import { Page } from '../../shell/page.tsx';
import { useShortcuts } from '../../shell/shortcuts.ts';
import { DocumentLink } from '../../components/document-links.tsx';
import { RollbackDialog } from './rollback-dialog.tsx';
import { TakeBackDialog } from './take-back-dialog.tsx';
import { TONES } from './tones.ts';
import './history.css';

/** One commit: what it changed, in words and as JSON. */
export default function CommitScreen({ params }: ScreenProps): JSX.Element {
  const revision = Number(params['revision']);
  const { data, error } = useApi('GET /commits/{revision}', { params: { revision: params['revision']! } });
  const [dialog, open] = useState<'take back' | 'roll back'>();
  const { allowed, reason } = useMaySomewhere('write');
  useNeighbors(revision);
  const commit = data?.data;
  const newest = useNewest();
  const mayRollBack = useMay('administer').allowed && newest !== undefined && newest > revision;
  const close = (): void => open(undefined);
  const takeBack = (): void => open('take back');
  const rollBack = (): void => open('roll back');
  useCommands(
    [
      ...(allowed && commit !== undefined
        ? [{ id: 'take-back', label: 'Take this commit back', icon: 'undo', run: takeBack } as const]
        : []),
      ...(mayRollBack && commit !== undefined
        ? [{ id: 'roll-back', label: 'Roll everything back to this commit', icon: 'history', run: rollBack } as const]
        : []),
    ],
    [allowed, mayRollBack, commit],
  );
  return (
    <Page
      title={`Revision ${params['revision']}`}
      parent={{ text: 'History', href: pathTo('history') }}
      description={commit?.comment}
      actions={
        commit &&
        (allowed ? (
          <>
            {mayRollBack && (
              <Button icon="history" onClick={rollBack}>
                Roll back to here…
              </Button>
            )}
            <Button icon="undo" onClick={takeBack}>
              Take it back…
            </Button>
          </>
        ) : (
          <span class="muted">{reason}</span>
        ))
      }
    >
      {commit === undefined && (
        <NotLoaded error={error} what="This commit" icon="history">
          Stores keep a limited number of commits.
        </NotLoaded>
      )}
      {commit && <Facts commit={commit} />}
      {commit?.changes.map((change) => (
        <ChangedDocument key={change.id} change={change} revision={commit.revision.number} />
      ))}
      {dialog === 'take back' && commit && <TakeBackDialog commit={commit} onClose={close} />}
      {dialog === 'roll back' && commit && newest !== undefined && (
        <RollbackDialog to={revision} newest={newest} onClose={close} />
      )}
    </Page>
  );
}

/** Returns the number of the latest revision. Undefined where a rollback is not possible, and until it is known. */
function useNewest(): number | undefined {
  const { capabilities } = useMe();
  const { data } = useApi('GET /commits', { query: { limit: 1 } }, { enabled: capabilities.history });
  return capabilities.commit ? data?.data.items[0]?.revision.number : undefined;
}

function useNeighbors(revision: number): void {
  const [, navigate] = useLocation();
  const go = (to: number) => (): void => navigate(pathTo('commit', { revision: to }));
  useShortcuts(
    [
      ...(revision > 1 ? [{ keys: 'j', label: 'Show the earlier commit', run: go(revision - 1) }] : []),
      ...(revision > 0 ? [{ keys: 'k', label: 'Show the later commit', run: go(revision + 1) }] : []),
    ],
    [revision],
  );
}

function Facts({ commit: { actor, at, via, changes, revision } }: { readonly commit: ShownCommit }): JSX.Element {
  return (
    <div class="facts">
      <span class="commit-actor">
        <ActorMark actor={actor} />
        {actor === undefined ? (
          'Unknown'
        ) : (
          <Link class="link" href={withQuery(pathTo('history'), { actor })} title={`Show what ${actor} changed`}>
            {actor}
          </Link>
        )}
      </span>
      <span>
        {formatDateTime(at)}{' '}
        <span class="muted">
          (<Time at={at} />)
        </span>
      </span>
      {via !== undefined && <span>through {via}</span>}
      <span>{plural(changes.length, 'document')}</span>
      {revision.number > 1 && (
        <Link class="link" href={pathTo('commit', { revision: revision.number - 1 })}>
          Earlier
        </Link>
      )}
    </div>
  );
}

/** What happened to one document. */
function ChangedDocument({
  change,
  revision,
}: {
  readonly change: ShownChange;
  readonly revision: number;
}): JSX.Element {
  const { id, before, after, fields } = change;
  const verb = verbOf(change);
  const flag = after ?? before;
  const [kind, key] = splitId(id);
  return (
    <article class="panel commit-document">
      <header class="panel-bar">
        <h2>
          <DocumentLink id={id} />
        </h2>
        <Chip tone={TONES[verb]}>{verb}</Chip>
        <span class="grow" />
        {kind === 'flag' && after !== null && (
          <Link class="link" href={withQuery(pathTo('playground'), { flag: key, revision: String(revision) })}>
            Explain it as of then
          </Link>
        )}
        <Link class="link" href={withQuery(pathTo('history'), { document: id })}>
          All changes of this {kind}
        </Link>
      </header>
      <div class="panel-body stack">
        {fields.length > 0 && (
          <ChangeList changes={fields} variants={flag?.kind === 'flag' ? Object.keys(variantsOf(flag)) : []} />
        )}
        <Details summary="JSON">{() => <DiffView before={before ?? undefined} after={after ?? undefined} />}</Details>
      </div>
    </article>
  );
}
