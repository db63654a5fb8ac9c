import type { EvaluationContext } from '../model/context.ts';
import type { EvaluationDetails } from '../model/details.ts';

/** The evaluation that a hook observes. */
export interface HookContext {
  /** The key of the evaluated flag. */
  readonly flagKey: string;
  /** The caller's default. Undefined when the caller asked for a variant. */
  readonly defaultValue: unknown;
  /** The context of the evaluation. */
  readonly context: EvaluationContext;
}

/**
 * Observes evaluations. A hook that throws or rejects has no effect and is reported as `HOOK_FAILED`. Flags that a hook
 * evaluates itself run no hooks. Hooks are synchronous and cannot change the context or the answer.
 * @see OpenFeature specification, section 4
 */
export interface Hook {
  /** Names the hook in errors. Defaults to none. */
  readonly name?: string;
  /** Before an evaluation. */
  before?(hook: HookContext): void;
  /** After an evaluation without an error. */
  after?(hook: HookContext, details: EvaluationDetails<unknown>): void;
  /** After an evaluation whose reason is `ERROR`. */
  error?(hook: HookContext, details: EvaluationDetails<unknown>): void;
}
