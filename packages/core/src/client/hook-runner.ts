import type { Outcome } from '../evaluation/compile/outcome.ts';
import type { EvaluationDetails } from '../model/details.ts';
import { FlagstaffError } from '../model/error.ts';
import { inBackground, isPromiseLike } from '../timing/background.ts';
import type { Hook, HookContext } from './hooks.ts';

/** Calls a client's hooks around an evaluation. */
export interface HookRunner {
  /** A hook that evaluates flags is answered without hooks, to avoid endless recursion. */
  readonly running: boolean;
  before(hookContext: HookContext): void;
  after(hookContext: HookContext, outcome: Outcome): void;
}

/** Undefined when there are no hooks. */
export function createHookRunner(
  hooks: readonly Hook[],
  reportError: (problem: FlagstaffError) => void,
): HookRunner | undefined {
  if (hooks.length === 0) return undefined;

  function run(hookContext: HookContext, stage?: 'after' | 'error', details?: EvaluationDetails<unknown>): void {
    runner.running = true;
    for (const hook of hooks) {
      try {
        const result: unknown = stage === undefined ? hook.before?.(hookContext) : hook[stage]?.(hookContext, details!);
        if (isPromiseLike(result)) settle(hook, result);
      } catch (cause) {
        fail(hook, cause);
      }
    }
    runner.running = false;
  }

  /** Separate from the loop: engines allocate the variables of a nested function whenever their block is entered. */
  function settle(hook: Hook, result: unknown): void {
    inBackground(
      () => result,
      (cause) => fail(hook, cause),
    );
  }

  function fail(hook: Hook, cause: unknown): void {
    // A hook's name may be anything, and a check never throws.
    inBackground(() => reportError(hookFailed(hook, cause)));
  }

  const runner = {
    running: false,
    before: (hookContext: HookContext) => run(hookContext),
    after(hookContext: HookContext, outcome: Outcome) {
      const details = outcome.value === undefined ? { ...outcome, value: hookContext.defaultValue } : outcome;
      run(hookContext, outcome.reason === 'ERROR' ? 'error' : 'after', details);
    },
  };
  return runner;
}

function hookFailed({ name }: Hook, cause: unknown): FlagstaffError {
  const who = name === undefined ? 'A hook' : `The hook "${name}"`;
  return new FlagstaffError('HOOK_FAILED', `${who} threw. The evaluation was not affected.`, { cause });
}
