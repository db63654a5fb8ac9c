import type { EvaluationContext } from '@flagstaff/core';

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
