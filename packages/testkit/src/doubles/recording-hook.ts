import type { EvaluationDetails, Hook, HookContext } from '@flagstaff/core';

/** One evaluation that a hook saw. */
export interface RecordedEvaluation extends HookContext {
  readonly details: EvaluationDetails<unknown>;
}

export interface RecordingHook extends Hook {
  /** What was evaluated since the start or the last `clear`, in order. */
  readonly evaluations: readonly RecordedEvaluation[];
  clear(): void;
}

/**
 * A hook that remembers what it saw, failures included: shows which flags a piece of code asks, and what it was told.
 *
 * @example
 * const hook = recordingHook();
 * const flagstaff = testFlags({ beta: true }, { hooks: [hook] });
 */
export function recordingHook(): RecordingHook {
  const evaluations: RecordedEvaluation[] = [];
  const record = (hook: HookContext, details: EvaluationDetails<unknown>): void => {
    evaluations.push({ ...hook, details });
  };
  return {
    name: 'recording',
    evaluations,
    after: record,
    error: record,
    clear() {
      evaluations.length = 0;
    },
  };
}
