import { FlagstaffError } from '@flagstaff/core';
import { settleInTime } from '../settle-in-time.ts';
import type { Authorize } from './authorize.ts';
import { errorResponse } from './replies.ts';
import { readAuthorization } from './verdict.ts';
import type { CallerAttributes, AuthorizationResult } from './verdict.ts';

/** What is known of a caller that may ask; or what it is told when it may not. */
export type Admission =
  | { readonly admitted: true; readonly attributes: CallerAttributes }
  | { readonly admitted: false; readonly refusal: Response };

/**
 * Asks the application whether the sender of a request may ask. A decision that fails, or that is none, refuses with 403 and is
 * reported as `AUTHORIZE_FAILED`.
 */
export async function authorizeRequest(
  authorize: Authorize,
  request: Request,
  reportError: (problem: FlagstaffError) => void,
): Promise<Admission> {
  const verdict = await decide(authorize, request, reportError);
  if (verdict === 403) return { admitted: false, refusal: errorResponse(403, 'You may not ask here.') };
  if (verdict === 401) {
    return { admitted: false, refusal: errorResponse(401, 'Say who you are.', { 'www-authenticate': 'Bearer' }) };
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
      "The `authorize` function of an endpoint threw, or returned what is no authorization: the error's `cause` says what. The request was refused.";
    reportError(new FlagstaffError('AUTHORIZE_FAILED', message, { cause }));
    return 403;
  }
}
