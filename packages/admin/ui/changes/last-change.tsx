import type { JSX } from 'preact';
import { Link } from 'wouter-preact';
import type { StoredDocument } from '@flagstaff/core';
import { Time } from '../components/time.tsx';
import { pathTo, withQuery } from '../lib/paths.ts';

/** When a document was changed last and by which actor, as a link to its history. */
export function LastChange({
  document: { kind, key, updatedAt, updatedBy },
}: {
  readonly document: StoredDocument;
}): JSX.Element {
  return (
    <Link class="link" href={withQuery(pathTo('history'), { document: `${kind}:${key}` })}>
      Changed <Time at={updatedAt} />
      {updatedBy !== undefined && ` by ${updatedBy}`}
    </Link>
  );
}
