import type { EvaluationContext } from '@flagstaff/core';
import type { Authorize } from './authorize.ts';

/** What became of an authorization: a refusal's status, or what is known of the caller. */
export type Verdict = 401 | 403 | { readonly attributes: EvaluationContext; readonly caller: string };

type Decision = Awaited<ReturnType<Authorize>>;

/**
 * Reads what an application decided. Nothing lets a caller in but what the type of `Authorize` has for it: throws a `TypeError` for
 * what programs without types return otherwise, such as a word of their own, or a `Response`.
 */
export function readVerdict(decision: Decision | null | undefined): Verdict {
  if (decision === true) return { attributes: {}, caller: '' };
  if (decision === false || decision === undefined || decision === null) return 401;
  if (decision === 'forbidden') return 403;
  if (!isPlain(decision)) throw new TypeError(`\`authorize\` returned ${nameOf(decision)}.`);
  const unknown = Object.keys(decision).find((name) => name !== 'attributes' && name !== 'caller');
  if (unknown !== undefined) throw new TypeError(`\`authorize\` returned an object with "${unknown}".`);
  const { attributes = {}, caller = '' } = decision;
  if (typeof attributes !== 'object' || attributes === null || Array.isArray(attributes)) {
    throw new TypeError('`authorize` returned `attributes` that are no object.');
  }
  if (typeof caller !== 'string') throw new TypeError('`authorize` returned a `caller` that is no text.');
  return { attributes, caller };
}

/**
 * The context to evaluate: what the application knows goes before what the request claims, in every spelling that evaluation
 * reads. It looks for `"user.plan"` before it looks into `user`, so a claim below a known name is left out.
 */
export function withKnown(claims: EvaluationContext, known: EvaluationContext): EvaluationContext {
  const prefixes = Object.keys(known).map((name) => `${name}.`);
  if (prefixes.length === 0) return claims;
  const others = Object.entries(claims).filter(([name]) => !prefixes.some((prefix) => name.startsWith(prefix)));
  return { ...Object.fromEntries(others), ...known };
}

function isPlain(value: unknown): value is Exclude<Decision, boolean | string> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function nameOf(value: unknown): string {
  return typeof value === 'object' && value !== null ? `a ${value.constructor?.name}` : JSON.stringify(value);
}
