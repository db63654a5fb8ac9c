// Docs: docs/explain.md
import { keyText } from '../evaluation/compile/outcome.ts';
import { flagNotFound } from '../evaluation/evaluate.ts';
import { explain as explainAnswer } from '../evaluation/explain/explain.ts';
import type { Explanation } from '../evaluation/explain/explanation.ts';
import { invalidOptions } from '../model/input.ts';
import type { JsonValue } from '../model/json.ts';
import { evaluateInFull, isHidden, typeAsked } from './asked.ts';
import { EXPLAINABLE } from './explainable.ts';
import type { ExplainableAnswer } from './explainable.ts';

/** An evaluator, for the keys of its flags. */
export interface Explainable<K extends string> {
  /** Read by `explain`. */
  readonly [EXPLAINABLE]: (key: K) => unknown;
}

/**
 * Explains an evaluation step by step, as plain JSON. Values of `privateAttributes` are masked, and hooks are not run. An evaluator
 * with `clientSideOnly` returns no steps. For another instant or environment, use an evaluator bound to it.
 *
 * @throws {FlagstaffError} INVALID_OPTIONS when the value is not an evaluator. Never throws for any key or context.
 *
 * @example
 * console.log(formatExplanation(explain(flagstaff.forContext({ targetingKey: 'u1' }), 'checkout')));
 * @see docs/explain.md
 */
export function explain<K extends string>(evaluator: Explainable<K>, key: NoInfer<K>): Explanation {
  const answerOf = readMethod(evaluator);
  if (answerOf === undefined) throw invalidOptions('`explain` requires an evaluator returned by `forContext`.');
  const name = keyText(key);
  const { scope, defaultValue, hidden, withoutSteps } = answerOf(name) as ExplainableAnswer;
  const asked = typeAsked(defaultValue);
  const answer =
    withoutSteps && isHidden(scope.ruleset, name) ? flagNotFound(name) : evaluateInFull(scope, name, asked);
  const outcome = answer.value === undefined ? { ...answer, value: defaultValue as JsonValue | undefined } : answer;
  return explainAnswer(scope, name, { outcome, asked, hidden, withoutSteps });
}

function readMethod(evaluator: unknown): ((key: string) => unknown) | undefined {
  if (typeof evaluator !== 'object' || evaluator === null) return undefined;
  try {
    const method = (evaluator as { readonly [EXPLAINABLE]?: unknown })[EXPLAINABLE];
    return typeof method === 'function' ? (key) => method.call(evaluator, key) as unknown : undefined;
  } catch {
    // A Proxy that throws.
    return undefined;
  }
}
