import type { Outcome } from '../evaluation/compile/outcome.ts';
import { FlagstaffError } from '../model/error.ts';
import { inBackground } from '../timing/background.ts';
import type { Hook, HookContext } from './hooks.ts';

/** Runs an evaluation with a client's hooks. */
export type HookRunner = (hookContext: HookContext, evaluate: () => Outcome) => Outcome;

/** Undefined when there are no hooks. */
export function createHookRunner(
  hooks: readonly Hook[],
  reportError: (problem: FlagstaffError) => void,
): HookRunner | undefined {
  if (hooks.length === 0) return undefined;
  let running = false;

  function run(call: (hook: Hook) => unknown): void {
    running = true;
    for (const hook of hooks) {
      inBackground(
        () => call(hook),
        (cause) => reportError(hookFailed(hook, cause)),
      );
    }
    running = false;
  }

  return (hookContext, evaluate) => {
    // A hook that evaluates flags is answered without hooks, to avoid endless recursion.
    if (running) return evaluate();
    run((hook) => hook.before?.(hookContext));
    const outcome = evaluate();
    const details = outcome.value === undefined ? { ...outcome, value: hookContext.defaultValue } : outcome;
    run((hook) =>
      outcome.reason === 'ERROR' ? hook.error?.(hookContext, details) : hook.after?.(hookContext, details),
    );
    return outcome;
  };
}

function hookFailed({ name }: Hook, cause: unknown): FlagstaffError {
  const who = name === undefined ? 'A hook' : `The hook "${name}"`;
  return new FlagstaffError('HOOK_FAILED', `${who} threw. The evaluation was not affected.`, { cause });
}
