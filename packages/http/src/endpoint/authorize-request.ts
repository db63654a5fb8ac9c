import { FlagstaffError } from '@flagstaff/core';
import type { EvaluationContext } from '@flagstaff/core';
import { settleInTime } from '../settle-in-time.ts';
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

/** The result of an authorization: the status of a refusal, or the caller's attributes. */
type AuthorizationResult = 401 | 403 | CallerAttributes;

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

/**
 * Calls the application's `authorize` for a request. A call that fails or returns an invalid value refuses the request with 403 and
 * reports `AUTHORIZE_FAILED`.
 */
export async function authorizeRequest(
  authorize: Authorize,
  request: Request,
  reportError: (problem: FlagstaffError) => void,
): Promise<Admission> {
  const verdict = await decide(authorize, request, reportError);
  if (verdict === 403) return { admitted: false, refusal: errorResponse(403, 'Forbidden.') };
  if (verdict === 401) {
    return {
      admitted: false,
      refusal: errorResponse(401, 'Authentication required.', { 'www-authenticate': 'Bearer' }),
    };
  }
  return { admitted: true, attributes: verdict };
}

async function decide(
  authorize: Authorize,
  request: Request,
  reportError: (problem: FlagstaffError) => void,
): Promise<AuthorizationResult> {
  try {
    return readAuthorization(await settleInTime(authorize(request)));
  } catch (cause) {
    const message =
      "The `authorize` function of an endpoint threw or returned an invalid authorization. The request was refused. See the error's `cause`.";
    reportError(new FlagstaffError('AUTHORIZE_FAILED', message, { cause }));
    return 403;
  }
}

type Decision = Awaited<ReturnType<Authorize>>;

/**
 * Parses the return value of `authorize`. Only values of the type `Authorization` admit a caller.
 *
 * @throws {TypeError} For any other value, such as a `Response`.
 */
function readAuthorization(decision: Decision | null | undefined): AuthorizationResult {
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
