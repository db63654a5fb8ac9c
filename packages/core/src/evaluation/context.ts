// Docs: docs/evaluation.md, "Contexts and attributes"
import type { EvaluationContext } from '../model/context.ts';
import { FlagstaffError } from '../model/error.ts';
import { isKeyGiven } from '../targeting/attribute.ts';
import { inBackground, isPromiseLike } from '../timing/background.ts';

export const EMPTY_CONTEXT: EvaluationContext = Object.freeze({});

/**
 * Returns the context of a source: a context, or a function that returns one. The only check of contexts: callers pass on what
 * they were given. Reports `CONTEXT_FAILED` and returns an empty context when the function throws or there is no context.
 *
 * @param defaultKey The targeting key of a context without a subject.
 */
export function readContext(
  source: EvaluationContext | (() => unknown),
  defaultKey: string | undefined,
  reportError: (problem: FlagstaffError) => void,
): EvaluationContext {
  try {
    const given = typeof source === 'function' ? source() : source;
    const fault = contextFault(given);
    if (fault === undefined) {
      const context = (given ?? EMPTY_CONTEXT) as EvaluationContext;
      return defaultKey === undefined ? context : withDefaultKey(context, defaultKey);
    }
    // An unhandled rejection would end the process.
    inBackground(() => given);
    reportError(contextFailed(typeof source === 'function' ? `function returned ${fault}` : `is ${fault}`));
  } catch (cause) {
    // The cause may contain personal data, so the message doesn't repeat it.
    reportError(contextFailed(typeof source === 'function' ? 'function threw' : 'threw when it was read', { cause }));
  }
  return EMPTY_CONTEXT;
}

/** Describes a value that is not a context. Undefined for an object with attributes, and for nothing. Throws if a Proxy does. */
export function contextFault(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'object') return `a ${typeof value} instead of an object`;
  if (Array.isArray(value)) return 'an array instead of an object';
  if (isPromiseLike(value)) return 'a promise (adapters wait for it with `awaitContext: true`)';
  // Attributes are properties, and a `Map` or `Headers` has none.
  return Symbol.iterator in value ? 'a collection instead of an object' : undefined;
}

function withDefaultKey(context: EvaluationContext, key: string): EvaluationContext {
  return isKeyGiven(context.targetingKey) || isKeyGiven(context['userId'])
    ? context
    : { ...context, targetingKey: key };
}

function contextFailed(what: string, options?: { readonly cause: unknown }): FlagstaffError {
  return new FlagstaffError('CONTEXT_FAILED', `The context ${what}. An empty context is used instead.`, options);
}
