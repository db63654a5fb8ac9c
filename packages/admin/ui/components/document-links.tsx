import { Fragment } from 'preact';
import type { JSX } from 'preact';
import { Link } from 'wouter-preact';
import { pathToDocument, splitId } from '../lib/paths.ts';
import './document-links.css';

/** Documents of one commit that a line names. */
const NAMED = 3;

/** The documents of a commit, as links to their screens. */
export function DocumentLinks({
  ids,
  most = NAMED,
}: {
  readonly ids: readonly string[];
  /** How many are named. Defaults to 3. */
  readonly most?: number;
}): JSX.Element {
  const named = ids.slice(0, most);
  const more = ids.length - named.length;
  return (
    <>
      {named.map((id, index) => (
        <Fragment key={id}>
          {index > 0 && ', '}
          <DocumentLink id={id} />
        </Fragment>
      ))}
      {more > 0 && <span class="muted"> and {more} more</span>}
    </>
  );
}

/** A document, as a link to its screen. The kind is said unless it is a flag. */
export function DocumentLink({ id }: { readonly id: string }): JSX.Element {
  const [kind, key] = splitId(id);
  return (
    <>
      {kind !== 'flag' && <span class="muted">{kind} </span>}
      <Link href={pathToDocument(id)} class="document-link mono">
        {key}
      </Link>
    </>
  );
}
