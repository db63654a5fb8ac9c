import { invalidOptions } from '@flagstaff/core/storage';
import { createKeyring } from '@flagstaff/http/endpoint';
import type { Identity, Verdict } from './identity.ts';
import { readVerdict } from './read-identity.ts';

/** A request of a framework, or a web-standard one. */
export interface RequestWithHeaders {
  /** Node's or web-standard headers. Absent in Hono's context. */
  readonly headers?: unknown;
  /** Hono's request. Absent in other frameworks. */
  readonly req?: unknown;
}

/**
 * Identifies programs, such as a CI job, by keys that they send as `Authorization: Bearer <key>` or `X-API-Key: <key>`. Compares keys
 * in constant time. Works in every framework.
 *
 * @param keys Identities by key. A key needs at least 16 characters.
 * @throws {FlagstaffError} INVALID_OPTIONS when a key is too short, or an identity is invalid.
 * @example
 * const ci = roleKeys({ [process.env.CI_KEY]: { actor: 'ci', roles: 'editor' } });
 * admin(flagstaff, { authorize: async (request) => (await ci(request)) || userOf(request) });
 */
export function roleKeys(keys: {
  readonly [key: string]: Identity;
}): (request: RequestWithHeaders) => Promise<Verdict> {
  const entries = Object.entries(keys ?? {});
  const keyring = createKeyring(
    'roleKeys',
    entries.map(([key]) => key),
  );
  const identities = entries.map(([, identity]) => checkIdentity(identity));
  return async (request) => {
    const found = await keyring.find((name) => headerOf(request, name));
    return found === undefined ? false : identities[found.index]!;
  };
}

function checkIdentity(given: Identity): Identity {
  let identity: ReturnType<typeof readVerdict>;
  try {
    identity = readVerdict(given);
  } catch (cause) {
    throw invalidOptions(`roleKeys: an identity is invalid. ${String(cause)}`, cause);
  }
  if (typeof identity === 'number') throw invalidOptions('roleKeys: every key needs an identity.');
  return given;
}

/** Reads a header. Undefined when the request has none, or has it several times. */
function headerOf({ headers, req }: RequestWithHeaders, name: string): string | undefined {
  if (headers instanceof Headers) return headers.get(name) ?? undefined;
  if (typeof headers === 'object' && headers !== null) {
    const value = Object.hasOwn(headers, name) ? (headers as { readonly [name: string]: unknown })[name] : undefined;
    return typeof value === 'string' ? value : undefined;
  }
  const read = (req as { readonly header?: unknown } | undefined)?.header;
  const value: unknown = typeof read === 'function' ? read.call(req, name) : undefined;
  return typeof value === 'string' ? value : undefined;
}
