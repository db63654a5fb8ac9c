import { FlagstaffError } from '@flagstaff/core/storage';
import type { FlagstaffErrorCode } from '@flagstaff/core/storage';

/** Creates errors that name only the relay's origin, because paths, queries and headers may contain secrets. */
export interface Faults {
  (code: FlagstaffErrorCode, what: string): FlagstaffError;
}

export function faultsAt(origin: string): Faults {
  return (code, what) => new FlagstaffError(code, `HTTP: the relay at ${origin} ${what}`);
}

const ADVICE: ReadonlyMap<number, string> = new Map([
  [304, 'responded 304 (not modified) to an unconditional request.'],
  [401, 'requires authentication (401). Check `headers`.'],
  [403, 'denies access (403). Check `headers`.'],
  [404, 'was not found (404). Check `url`, and `basePath` at the other end.'],
  [429, 'has too many readers (429).'],
  [503, 'has no documents to serve yet (503).'],
]);

/** Describes a response by its status alone. */
export function describeStatus(status: number): string {
  const advice = ADVICE.get(status);
  if (advice !== undefined) return advice;
  if (status === 0 || (status >= 300 && status < 400)) {
    return `redirects (${status}), which is not followed. Set \`url\` to the target.`;
  }
  return `responded with the status ${status}.`;
}

/** Maximum length of a cause chain: an error can be its own cause. */
const MAX_CAUSES = 8;

/** Describes a failed request by a code or a name: messages may repeat a URL or a header. */
export function describeFailure(error: unknown): string {
  for (let each = error, looked = 0; each instanceof Error && looked < MAX_CAUSES; each = each.cause, looked += 1) {
    const code = 'code' in each ? each.code : undefined;
    if (typeof code === 'string' && /^\w{3,40}$/.test(code)) return code;
  }
  return error instanceof Error && /^\w{3,40}$/.test(error.name) ? error.name : 'unknown error';
}
