import { useState } from 'preact/hooks';
import type { JSX } from 'preact';
import { Link } from 'wouter-preact';
import type { EvaluationContext } from '@flagstaff/core';
import { useApi } from '../../api/query.ts';
import { Button } from '../../components/button.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { formatNumber, plural } from '../../lib/format.ts';
import { pathTo } from '../../lib/paths.ts';

/** Segments that are listed at first. */
const SHOWN = 20;

/** The segments that the subject is in: by conditions, lists or stored members. */
export function SubjectSegments({ context }: { readonly context: EvaluationContext }): JSX.Element | null {
  const [isOpen, setOpen] = useState(false);
  const { data, error } = useApi('POST /memberships', { body: { context: { ...context } as never } }, { keep: true });
  const { segments = [], asked } = data?.data ?? {};
  if (asked === 0) return null;
  const shown = isOpen ? segments : segments.slice(0, SHOWN);
  return (
    <section class="panel" aria-label="Segments">
      <h2 class="panel-title">
        Segments {asked !== undefined && <span class="muted">{formatNumber(segments.length)}</span>}
      </h2>
      <div class="panel-body stack">
        {asked === undefined && error === null && <Skeleton lines={1} />}
        {error !== null && <p class="field-error">{error.problem.detail}</p>}
        {asked !== undefined && segments.length === 0 && (
          <p class="muted">In none of {plural(asked, 'segment')}, with these attributes.</p>
        )}
        {shown.length > 0 && (
          <ul class="subject-segments">
            {shown.map((key) => (
              <li key={key}>
                <Link class="link mono" href={pathTo('segment', { key })}>
                  {key}
                </Link>
              </li>
            ))}
          </ul>
        )}
        {shown.length < segments.length && (
          <Button look="ghost" onClick={() => setOpen(true)}>
            Show all {formatNumber(segments.length)}
          </Button>
        )}
      </div>
    </section>
  );
}
