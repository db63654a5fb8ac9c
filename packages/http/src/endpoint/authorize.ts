import type { EvaluationContext } from '@flagstaff/core';
import { createKeyring } from './keyring.ts';

/**
 * The authorization of a caller. `true` admits it, `false` responds 401 (not authenticated), `'forbidden'` responds 403.
 * An object admits the caller and describes it.
 */
export type Authorization =
  | boolean
  | 'forbidden'
  | {
      /**
       * Trusted attributes of the caller. They replace the attributes that the request claims, and its claims below them (`user.plan`
       * below `user`). All other claims stay, including the targeting key. Values are strings, numbers, booleans, dates, null,
       * undefined, and lists and plain objects of these. Anything else refuses the request.
       */
      readonly attributes?: EvaluationContext;
      /** Groups requests for the rate limit and event streams. Omit to count all callers as one; streams then go by IP address. */
      readonly caller?: string;
    };

/**
 * Authorizes a request by its headers. If it throws, returns anything else, or its promise does not settle within 30 seconds, the
 * request is refused with 403 and the client's `error` event emits `AUTHORIZE_FAILED`.
 */
export type Authorize = (request: Request) => Authorization | Promise<Authorization>;

/**
 * Authorizes callers that send one of these keys, as `Authorization: Bearer <key>` or `X-API-Key: <key>`.
 *
 * Compares the SHA-256 digests of all keys, every byte, so that timing does not reveal how close a guess was.
 *
 * @throws {FlagstaffError} INVALID_OPTIONS when the list is empty, or a key has fewer than 16 characters or one that no header can carry.
 * @example
 * const handler = ofrep(flagstaff, { authorize: staticKeys([process.env.OFREP_KEY]) });
 */
export function staticKeys(keys: readonly (string | undefined)[]): Authorize {
  const keyring = createKeyring('staticKeys', keys);
  return async ({ headers }) => {
    const found = await keyring.find((name) => headers.get(name));
    return found !== undefined && { caller: found.key };
  };
}
