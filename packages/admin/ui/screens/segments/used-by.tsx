import type { JSX } from 'preact';
import { useApi } from '../../api/query.ts';
import { DocumentLink } from '../../components/document-links.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { splitId } from '../../lib/paths.ts';

/** What a segment decides about: flags and segments, directly or through others. */
export function UsedBy({ segment }: { readonly segment: string }): JSX.Element {
  const { data, error } = useApi('GET /{kind}/{key}/references', { params: { kind: 'segments', key: segment } });
  const users = data?.data.usedBy;
  const ids = users && [...new Map(users.map((each) => [each.from, each])).values()];
  return (
    <section class="panel" aria-label="Used by">
      <h2 class="panel-title">Used by {ids !== undefined && <span class="muted">{ids.length}</span>}</h2>
      <div class="panel-body">
        {ids === undefined && error === null && <Skeleton />}
        {error !== null && <p class="field-error">{error.problem.detail}</p>}
        {ids?.length === 0 && <p class="muted">Nothing names it yet. Add it to a rule as a condition.</p>}
        <ul class="segment-users">
          {ids?.map(({ from, to, depth }) => (
            <li key={from}>
              <DocumentLink id={from} />
              {depth > 1 && <span class="muted"> through {splitId(to)[1]}</span>}
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}
