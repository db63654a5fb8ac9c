import type { JSX } from 'preact';
import { Link } from 'wouter-preact';
import type { ShownCommit } from '../../../src/client.ts';
import { changedFieldNames, verbOfAll } from '../../changes/summary.ts';
import { ActorMark, ActorName } from '../../components/actor.tsx';
import { Chip } from '../../components/chip.tsx';
import { Time } from '../../components/time.tsx';
import { pathTo } from '../../lib/paths.ts';
import { DocumentLinks } from '../../components/document-links.tsx';

/** Fields that a line names. */
const NAMED = 3;

/** A commit of the feed. Its number is a link that covers the row. */
export function CommitRow({ commit }: { readonly commit: ShownCommit }): JSX.Element {
  const { actor, at, comment, via, revision, changes } = commit;
  const fields = changedFieldNames(commit);
  return (
    <li class="commit-row">
      <ActorMark actor={actor} />
      <div class="commit-text">
        <p>
          <ActorName actor={actor} /> {verbOfAll(commit)} <DocumentLinks ids={changes.map(({ id }) => id)} />
        </p>
        {comment !== undefined && <p class="commit-comment">{comment}</p>}
        {fields.length > 0 && (
          <p class="commit-fields">
            {fields.slice(0, NAMED).join(', ')}
            {fields.length > NAMED && ` and ${fields.length - NAMED} more`}
          </p>
        )}
      </div>
      <div class="commit-end">
        {via !== undefined && <Chip>{via}</Chip>}
        <Time at={at} />
        <Link href={pathTo('commit', { revision: revision.number })} class="commit-link cover">
          <span class="visually-hidden">Revision </span>
          <span aria-hidden="true">#</span>
          {revision.number}
        </Link>
      </div>
    </li>
  );
}
