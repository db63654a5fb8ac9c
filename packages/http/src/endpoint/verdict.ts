import type { EvaluationContext } from '@flagstaff/core';
import type { Authorize } from './authorize.ts';
import { copyAttributes, isPlainObject, nameOf } from './known-attributes.ts';

/** What the application knows about an authorized caller. */
export interface CallerAttributes {
  /** They take precedence over what the request claims. */
  readonly attributes: EvaluationContext;
  /** Identifies the caller. Empty for all callers that are not distinguished. */
  readonly caller: string;
}

/** The result of an authorization: the status of a refusal, or the caller's attributes. */
export type AuthorizationResult = 401 | 403 | CallerAttributes;

type Decision = Awaited<ReturnType<Authorize>>;

/**
 * Parses the return value of `authorize`. Only values of the type `Authorization` admit a caller.
 *
 * @throws {TypeError} For any other value, such as a `Response`.
 */
export function readAuthorization(decision: Decision | null | undefined): AuthorizationResult {
  if (decision === true) return { attributes: {}, caller: '' };
  if (decision === false || decision === undefined || decision === null) return 401;
  if (decision === 'forbidden') return 403;
  if (!isPlainObject(decision)) throw new TypeError(`\`authorize\` returned ${nameOf(decision)}.`);
  const unknown = Reflect.ownKeys(decision).find((name) => name !== 'attributes' && name !== 'caller');
  if (unknown !== undefined) throw new TypeError(`\`authorize\` returned an object with "${String(unknown)}".`);
  const { attributes, caller = '' } = decision;
  if (typeof caller !== 'string') throw new TypeError('`authorize` returned a `caller` that is not a string.');
  return { attributes: attributes === undefined ? {} : copyAttributes(attributes), caller };
}
