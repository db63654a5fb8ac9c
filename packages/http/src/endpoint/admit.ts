import { FlagstaffError } from '@flagstaff/core';
import { settleInTime } from '../settle-in-time.ts';
import type { Authorize } from './authorize.ts';
import { errorResponse } from './replies.ts';
import { readAuthorization } from './verdict.ts';
import type { CallerAttributes, AuthorizationResult } from './verdict.ts';

/** The verdict on a request: the caller's attributes, or the response that refuses it. */
export type Admission =
  | { readonly admitted: true; readonly attributes: CallerAttributes }
  | { readonly admitted: false; readonly refusal: Response };

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
