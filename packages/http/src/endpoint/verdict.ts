import type { EvaluationContext } from '@flagstaff/core';
import type { Authorize } from './authorize.ts';

/** What the application knows of a caller that may ask. */
export interface Known {
  /** They go before what the request claims. */
  readonly attributes: EvaluationContext;
  /** Who counts as one caller; empty: all that are not told apart. */
  readonly caller: string;
}

/** What became of an authorization: a refusal's status, or what is known of the caller. */
export type Verdict = 401 | 403 | Known;

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

function isPlain(value: unknown): value is Exclude<Decision, boolean | string> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function nameOf(value: unknown): string {
  return typeof value === 'object' && value !== null ? `a ${value.constructor?.name}` : JSON.stringify(value);
}
