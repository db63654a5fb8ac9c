import { FlagstaffError } from '@flagstaff/core/storage';
import type { FlagstaffErrorCode } from '@flagstaff/core/storage';

/** Makes errors that say where the documents come from: the origin alone, since paths, queries and headers may hold secrets. */
export interface Faults {
  (code: FlagstaffErrorCode, what: string): FlagstaffError;
}

export function faultsAt(origin: string): Faults {
  return (code, what) => new FlagstaffError(code, `HTTP: the relay at ${origin} ${what}`);
}

const ADVICE: ReadonlyMap<number, string> = new Map([
  [304, 'answered that nothing has changed (304), which it was not asked.'],
  [401, 'did not accept who asks (401). Check `headers`.'],
  [403, 'does not let us read (403). Check `headers`.'],
  [404, 'is not there (404). Check `url`, and `basePath` at the other end.'],
  [429, 'has too many readers (429).'],
  [503, 'has nothing to serve at present (503).'],
]);

/** What an answer says with its status alone. */
export function describeStatus(status: number): string {
  const advice = ADVICE.get(status);
  if (advice !== undefined) return advice;
  if (status === 0 || (status >= 300 && status < 400)) {
    return `redirects (${status}), which is not followed. Give the \`url\` that it leads to.`;
  }
  return `answered with the status ${status}.`;
}

/** Causes that are looked at: an error can be its own cause. */
const MAX_CAUSES = 8;

/** Why a request failed, as a code or a name: messages may repeat a URL or a header. */
export function describeFailure(error: unknown): string {
  for (let each = error, looked = 0; each instanceof Error && looked < MAX_CAUSES; each = each.cause, looked += 1) {
    const code = 'code' in each ? each.code : undefined;
    if (typeof code === 'string' && /^\w{3,40}$/.test(code)) return code;
  }
  return error instanceof Error && /^\w{3,40}$/.test(error.name) ? error.name : 'unknown error';
}
