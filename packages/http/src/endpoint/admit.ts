import { FlagstaffError } from '@flagstaff/core';
import { withDeadline } from '../deadline.ts';
import type { Authorize } from './authorize.ts';
import { failed } from './replies.ts';
import { readVerdict } from './verdict.ts';
import type { Known, Verdict } from './verdict.ts';

/** What is known of a caller that may ask; or what it is told when it may not. */
export type Admission =
  { readonly admitted: true; readonly known: Known } | { readonly admitted: false; readonly refusal: Response };

/**
 * Asks the application whether the sender of a request may ask. A decision that fails, or that is none, refuses with 403 and is
 * reported as `AUTHORIZE_FAILED`.
 */
export async function admit(
  authorize: Authorize,
  request: Request,
  reportProblem: (problem: FlagstaffError) => void,
): Promise<Admission> {
  const verdict = await decide(authorize, request, reportProblem);
  if (verdict === 403) return { admitted: false, refusal: failed(403, 'You may not ask here.') };
  if (verdict === 401) {
    return { admitted: false, refusal: failed(401, 'Say who you are.', { 'www-authenticate': 'Bearer' }) };
  }
  return { admitted: true, known: verdict };
}

async function decide(
  authorize: Authorize,
  request: Request,
  reportProblem: (problem: FlagstaffError) => void,
): Promise<Verdict> {
  try {
    return readVerdict(await withDeadline(authorize(request)));
  } catch (cause) {
    const message =
      "The `authorize` function of an endpoint threw, or returned what is no authorization: the error's `cause` says what. The request was refused.";
    reportProblem(new FlagstaffError('AUTHORIZE_FAILED', message, { cause }));
    return 403;
  }
}
