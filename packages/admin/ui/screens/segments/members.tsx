import { useState } from 'preact/hooks';
import type { JSX } from 'preact';
import { useApiPages } from '../../api/query.ts';
import { Button } from '../../components/button.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { formatNumber } from '../../lib/format.ts';
import { useMay, useMaySomewhere } from '../../session/me.ts';
import { changeMembers } from './change-members.ts';
import { ClearMembers } from './clear-members.tsx';
import { MemberInput } from './member-input.tsx';
import type { StoredSegment } from './segment-words.ts';

/** The members that the store keeps beside the document. They have no history: what is removed can be added again. */
export function Members({ segment: { key, by = 'targetingKey' } }: { readonly segment: StoredSegment }): JSX.Element {
  const { allowed } = useMaySomewhere('write');
  const clearing = useMay('administer');
  const { data, error, fetchNextPage, hasNextPage } = useApiPages('GET /segments/{key}/members', {
    params: { key },
    query: { limit: 100 },
  });
  const [isClearing, setClearing] = useState(false);
  const members = data?.pages.flatMap((page) => page.data.items);
  return (
    <section class="panel" aria-label="Stored members">
      <h2 class="panel-title">
        Stored members{' '}
        {members !== undefined && (
          <span class="muted">
            {formatNumber(members.length)}
            {hasNextPage && ' and more'}
          </span>
        )}
      </h2>
      <div class="panel-body stack">
        {allowed && <MemberInput segment={key} by={by} />}
        {members === undefined && error === null && <Skeleton />}
        {error !== null && <p class="field-error">{error.problem.detail}</p>}
        {members?.length === 0 && <p class="muted">No members are stored yet.</p>}
        {members !== undefined && members.length > 0 && (
          <ul class="keys" aria-label="Members">
            {members.map((member) => (
              <li key={member} class="key mono">
                <span class="truncate">{member}</span>
                {allowed && (
                  <Button
                    look="ghost"
                    icon="x"
                    label={`Remove ${member}`}
                    onClick={() => void changeMembers(key, 'remove', [member], { isExact: true })}
                  />
                )}
              </li>
            ))}
          </ul>
        )}
        <div class="row">
          {hasNextPage && <Button onClick={() => void fetchNextPage()}>Show more members</Button>}
          {clearing.allowed && members !== undefined && members.length > 0 && (
            <Button onClick={() => setClearing(true)}>Remove all…</Button>
          )}
        </div>
      </div>
      {isClearing && <ClearMembers segment={key} onClose={() => setClearing(false)} />}
    </section>
  );
}
