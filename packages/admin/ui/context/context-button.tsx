import type { JSX } from 'preact';
import type { EvaluationContext } from '@flagstaff/core';
import { same } from '../lib/same.ts';

/** A context that can be picked. */
export function ContextButton({
  name,
  context,
  current,
  onPick,
}: {
  readonly name: string;
  readonly context: EvaluationContext;
  /** The context that is used now. */
  readonly current: EvaluationContext;
  readonly onPick: (context: EvaluationContext) => void;
}): JSX.Element {
  return (
    <button type="button" class="saved-context" aria-current={same(context, current)} onClick={() => onPick(context)}>
      <strong class="truncate">{name}</strong>
      <span class="mono muted truncate">{JSON.stringify(context)}</span>
    </button>
  );
}
