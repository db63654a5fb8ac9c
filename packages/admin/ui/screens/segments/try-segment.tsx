import { useState } from 'preact/hooks';
import type { JSX } from 'preact';
import type { EvaluationContext } from '@flagstaff/core';
import { useApi } from '../../api/query.ts';
import { Chip } from '../../components/chip.tsx';
import { ContextForm } from '../../context/context-form.tsx';
import { ConditionTree } from '../../explain/condition-tree.tsx';
import type { StoredSegment } from './segment-words.ts';

/** Whether a context is in the segment, and why. Looks stored members up too. */
export function TrySegment({
  segment: { key, by = 'targetingKey' },
}: {
  readonly segment: StoredSegment;
}): JSX.Element {
  const [context, setContext] = useState<EvaluationContext>({});
  const isAsked = Object.keys(context).length > 0;
  const { data, error } = useApi(
    'POST /segments/{key}/test',
    { params: { key }, body: { contexts: [{ ...context }] as never } },
    { enabled: isAsked, keep: true },
  );
  const result = isAsked ? data?.data.results[0] : undefined;
  return (
    <section class="panel" aria-label="Look up">
      <h2 class="panel-title">Is someone in it?</h2>
      <div class="panel-body segment-lists">
        <ContextForm label="Look up" first={by} context={context} onChange={setContext} />
        <div aria-live="polite">
          {!isAsked && <p class="muted">The answer appears here, with the reason. Nothing is saved or counted.</p>}
          {error !== null && <p class="field-error">{error.problem.detail}</p>}
          {result && (
            <div class="stack">
              <p>
                <Chip tone={result.member ? 'success' : 'neutral'} dot>
                  {result.member ? 'in it' : 'not in it'}
                </Chip>
              </p>
              <ConditionTree conditions={[result.explanation]} />
            </div>
          )}
        </div>
      </div>
    </section>
  );
}
