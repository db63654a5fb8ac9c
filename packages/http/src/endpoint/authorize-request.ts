import { FlagstaffError } from '@flagstaff/core';
import type { EvaluationContext } from '@flagstaff/core';
import { settleInTime } from '../bounded.ts';
import type { Authorize } from './authorize.ts';
import { copyAttributes, isPlainObject, nameOf } from './known-attributes.ts';
import { errorResponse } from './replies.ts';

/** What the application knows about an authorized caller. */
export interface CallerAttributes {
  /** They take precedence over what the request claims. */
  readonly attributes: EvaluationContext;
  /** Identifies the caller. Empty for all callers that are not distinguished. */
  readonly caller: string;
}

/** The verdict on a request: the caller's attributes, or the response that refuses it. */
export type Admission =
  | {
      /** The request is allowed. */
      readonly admitted: true;
      /** What `authorize` knows about the caller. */
      readonly attributes: CallerAttributes;
    }
  | {
      /** The request is refused. */
      readonly admitted: false;
      /** The response to send: 401 or 403. */
      readonly refusal: Response;
    };

/** The parts of `admit` that differ between endpoints. */
export interface Admitting<T> {
  /** Calls the application's function. */
  readonly authorize: () => unknown;
  /** Parses what the function returned: a caller, or the status of a refusal. Throws for an invalid value. */
  readonly read: (decision: unknown) => T | 401 | 403;
  /** Receives `AUTHORIZE_FAILED`. */
  readonly reportError: (problem: FlagstaffError) => void;
}

/**
 * Calls the application's `authorize` for a request. A call that fails or returns an invalid value refuses the request with 403 and
 * reports `AUTHORIZE_FAILED`.
 */
export async function authorizeRequest(
  authorize: Authorize,
  request: Request,
  reportError: (problem: FlagstaffError) => void,
): Promise<Admission> {
  const verdict = await admit({ authorize: () => authorize(request), read: readAuthorization, reportError });
  if (verdict === 403) return { admitted: false, refusal: errorResponse(403, 'Forbidden.') };
  if (verdict === 401) {
    return {
      admitted: false,
      refusal: errorResponse(401, 'Authentication required.', { 'www-authenticate': 'Bearer' }),
    };
  }
  return { admitted: true, attributes: verdict };
}

/**
 * Calls the application's `authorize` and parses its decision. A call that throws, takes more than 30 seconds or returns an invalid
 * value is reported as `AUTHORIZE_FAILED` and counts as 403.
 */
export async function admit<T>({ authorize, read, reportError }: Admitting<T>): Promise<T | 401 | 403> {
  try {
    return read(await settleInTime(authorize()));
  } catch (cause) {
    const message =
      "The `authorize` function of an endpoint threw or returned an invalid authorization. The request was refused. See the error's `cause`.";
    reportError(new FlagstaffError('AUTHORIZE_FAILED', message, { cause }));
    return 403;
  }
}

/**
 * Parses the return value of `authorize`. Only values of the type `Authorization` admit a caller.
 *
 * @throws {TypeError} For any other value, such as a `Response`.
 */
function readAuthorization(decision: unknown): 401 | 403 | CallerAttributes {
  if (decision === true) return { attributes: {}, caller: '' };
  if (decision === false || decision === undefined || decision === null) return 401;
  if (decision === 'forbidden') return 403;
  if (!isPlainObject(decision)) throw new TypeError(`\`authorize\` returned ${nameOf(decision)}.`);
  const unknown = Reflect.ownKeys(decision).find((name) => name !== 'attributes' && name !== 'caller');
  if (unknown !== undefined) throw new TypeError(`\`authorize\` returned an object with "${String(unknown)}".`);
  const { attributes, caller = '' } = decision as { readonly attributes?: unknown; readonly caller?: unknown };
  if (typeof caller !== 'string') throw new TypeError('`authorize` returned a `caller` that is not a string.');
  return { attributes: attributes === undefined ? {} : copyAttributes(attributes), caller };
}
