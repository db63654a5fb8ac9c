import type { Authorship, Commit } from '@flagstaff/core/management';
import { problem } from '../answers/problem.ts';
import type { Call } from '../routing/route.ts';

/** The author and the identity of a write. */
export interface WriteContext {
  readonly authorship: Authorship;
  /** The commit that an earlier request with the same `Idempotency-Key` made. */
  readonly earlier: Commit | undefined;
}

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
export async function writeContext(call: Call, { comment, dryRun = false }: WriteOptions): Promise<WriteContext> {
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
    authorship: {
      actor: identity.actor,
      via: 'api',
      ...(comment === undefined ? {} : { comment }),
      ...(token === undefined ? {} : { token }),
    },
    earlier: token === undefined ? undefined : await service.management.commitByToken(token),
  };
}
