import type { Authorship, Commit } from '@flagstaff/core/management';
import { problem } from '../answers/problem.ts';
import type { Call } from '../routing/route.ts';

/** What a request says about its write. */
export interface WriteOptions {
  readonly comment?: string | undefined;
  /** Writes nothing, so that nothing is required. Defaults to false. */
  readonly dryRun?: boolean | undefined;
}

/** Tokens of core: printable ASCII. */
const TOKEN = /^[!-~]{8,128}$/;

/**
 * Checks what every write needs, and reads who writes, why, and under which key.
 * @throws {Error} 403 when the mount is read-only, 400 when the comment is missing or the key is malformed.
 */
export function writeContext(
  call: Pick<Call, 'request' | 'identity' | 'service'>,
  { comment, dryRun = false }: WriteOptions,
): Authorship {
  const { request, identity, service } = call;
  const { readOnly, requireComment } = service.settings;
  if (readOnly && !dryRun) {
    const detail = 'This mount is read-only. Write through another one.';
    throw problem({ status: 403, code: 'READ_ONLY', detail });
  }
  if (requireComment && !dryRun && (comment ?? '').trim() === '') {
    throw problem({ status: 400, code: 'COMMENT_REQUIRED', detail: 'Say why, in `comment`.' });
  }
  const token = request.headers.get('idempotency-key') ?? undefined;
  if (token !== undefined && !TOKEN.test(token)) {
    const detail = '`Idempotency-Key` must be a UUID, or 8 to 128 printable ASCII characters.';
    throw problem({ status: 400, code: 'INVALID_REQUEST', detail });
  }
  return {
    actor: identity.actor,
    via: identity.via ?? 'api',
    ...(comment === undefined ? {} : { comment }),
    ...(token === undefined ? {} : { token }),
  };
}

/**
 * Returns the commit that an earlier request with the same `Idempotency-Key` made. Read the documents first: a commit that is not
 * found here was made after that, so that they show the state before it.
 */
export async function earlierCommit(
  { service }: Pick<Call, 'service'>,
  { token }: Authorship,
): Promise<Commit | undefined> {
  return token === undefined ? undefined : service.management.commitByToken(token);
}
