import type { EvaluationContext } from '@flagstaff/core';

/**
 * The context to evaluate: what the application knows goes before what the request claims, in every spelling that evaluation
 * reads. It looks for `"user.plan"` before it looks into `user`, so a claim below a known name is left out.
 */
export function withCallerAttributes(claims: EvaluationContext, known: EvaluationContext): EvaluationContext {
  const prefixes = Object.keys(known).map((name) => `${name}.`);
  if (prefixes.length === 0) return claims;
  const others = Object.entries(claims).filter(([name]) => !prefixes.some((prefix) => name.startsWith(prefix)));
  return { ...Object.fromEntries(others), ...known };
}
