import type { EvaluationContext } from '@flagstaff/core';
import type { Authorize } from './authorize.ts';
import { copyAttributes, isPlainObject, nameOf } from './known-attributes.ts';

/** What the application knows of a caller that may ask. */
export interface CallerAttributes {
  /** They go before what the request claims. */
  readonly attributes: EvaluationContext;
  /** Who counts as one caller; empty: all that are not told apart. */
  readonly caller: string;
}

/** What became of an authorization: a refusal's status, or what is known of the caller. */
export type AuthorizationResult = 401 | 403 | CallerAttributes;

type Decision = Awaited<ReturnType<Authorize>>;

/**
 * Reads what an application decided. Nothing lets a caller in but what the type of `Authorize` has for it: throws a `TypeError` for
 * what programs without types return otherwise, such as a word of their own, or a `Response`.
 */
export function readAuthorization(decision: Decision | null | undefined): AuthorizationResult {
  if (decision === true) return { attributes: {}, caller: '' };
  if (decision === false || decision === undefined || decision === null) return 401;
  if (decision === 'forbidden') return 403;
  if (!isPlainObject(decision)) throw new TypeError(`\`authorize\` returned ${nameOf(decision)}.`);
  const unknown = Reflect.ownKeys(decision).find((name) => name !== 'attributes' && name !== 'caller');
  if (unknown !== undefined) throw new TypeError(`\`authorize\` returned an object with "${String(unknown)}".`);
  const { attributes, caller = '' } = decision;
  if (typeof caller !== 'string') throw new TypeError('`authorize` returned a `caller` that is no text.');
  return { attributes: attributes === undefined ? {} : copyAttributes(attributes), caller };
}
