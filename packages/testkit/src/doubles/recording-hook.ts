import type { EvaluationDetails, Hook, HookContext } from '@flagstaff/core';

/** One recorded evaluation. */
export interface RecordedEvaluation extends HookContext {
  /** The answer. */
  readonly details: EvaluationDetails<unknown>;
}

/** A hook with what it recorded. */
export interface RecordingHook extends Hook {
  /** The evaluations since the start or the last `clear`, in order. */
  readonly evaluations: readonly RecordedEvaluation[];
  /** Forgets the recorded evaluations. */
  clear(): void;
}

/**
 * Creates a hook that records evaluations, including failures. Shows which flags some code evaluates, and the results.
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
