import type { EvaluationContext } from '@flagstaff/core';

const MAX_LEVELS = 32;
const MAX_VALUES = 1_000;
const MAX_TEXT = 8_192;

/** A context, or the reason why it was rejected. */
export type ContextResult =
  { readonly ok: true; readonly context: EvaluationContext } | { readonly ok: false; readonly why: string };

/**
 * Reads the context of an evaluation request. The limits are Flagstaff's own. A missing or non-string targeting key is accepted: its
 * meaning is up to evaluation, so that all entry points agree.
 *
 * @see OFREP 0.3.0, `evaluationRequest`
 */
export function readContext(body: unknown): ContextResult {
  if (!isRecord(body)) return refused('The body must be an object with a "context".');
  const context = Object.hasOwn(body, 'context') ? body['context'] : {};
  if (!isRecord(context)) return refused('"context" must be an object.');
  const excess = findExcess(context);
  return excess === undefined ? { ok: true, context } : refused(excess);
}

/**
 * Builds the context to evaluate: trusted attributes override the request's claims, in every spelling that evaluation supports.
 * Evaluation reads `"user.plan"` before `user`, so claims below a trusted name are dropped.
 */
export function withCallerAttributes(claims: EvaluationContext, known: EvaluationContext): EvaluationContext {
  const prefixes = Object.keys(known).map((name) => `${name}.`);
  if (prefixes.length === 0) return claims;
  const others = Object.entries(claims).filter(([name]) => !prefixes.some((prefix) => name.startsWith(prefix)));
  return { ...Object.fromEntries(others), ...known };
}

/** Returns why a context exceeds the limits. Iterative, because the depth is not known to be small. */
function findExcess(context: object): string | undefined {
  let level: readonly object[] = [context];
  let values = 0;
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > MAX_LEVELS) return `"context" is nested more than ${MAX_LEVELS} deep.`;
    const next: object[] = [];
    for (const [name, value] of level.flatMap((record) => Object.entries(record) as [string, unknown][])) {
      values++;
      if (values > MAX_VALUES) return `"context" has more than ${MAX_VALUES} values.`;
      if (name.length > MAX_TEXT || (typeof value === 'string' && value.length > MAX_TEXT)) {
        return `"context" has a string of more than ${MAX_TEXT} characters.`;
      }
      if (typeof value === 'object' && value !== null) next.push(value);
    }
    level = next;
  }
  return undefined;
}

function isRecord(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refused(why: string): ContextResult {
  return { ok: false, why };
}
