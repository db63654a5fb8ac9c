import type { EvaluationContext } from '../model/context.ts';
import type { EvaluationDetails } from '../model/details.ts';

/** What a hook is told about an evaluation. */
export interface HookContext {
  readonly flagKey: string;
  /** What the caller falls back to; undefined where it asked for a variant. */
  readonly defaultValue: unknown;
  readonly context: EvaluationContext;
}

/**
 * Observes evaluations. A hook that throws, at once or later, changes nothing: it is reported as `HOOK_FAILED`. Flags that a
 * hook asks for itself are answered without hooks.
 * Source: OpenFeature specification, section 4; hooks here are synchronous and cannot change the context or the answer.
 */
export interface Hook {
  readonly name?: string;
  before?(hook: HookContext): void;
  /** After an evaluation without an error. */
  after?(hook: HookContext, details: EvaluationDetails<unknown>): void;
  /** After an evaluation whose reason is `ERROR`. */
  error?(hook: HookContext, details: EvaluationDetails<unknown>): void;
}
