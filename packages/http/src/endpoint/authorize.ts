import type { EvaluationContext } from '@flagstaff/core';
import { described, invalidOptions } from '@flagstaff/core/storage';

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

const MIN_KEY = 16;

/** Printable ASCII: HTTP strips spaces at both ends, and clients disagree on the bytes of other characters. */
const SENDABLE = /^[!-~](?:[ -~]*[!-~])?$/;

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
  if (!Array.isArray(keys)) throw invalidOptions(`staticKeys: the keys must be a list, not ${described(keys)}.`);
  const given = Array.from(keys).filter((key) => typeof key === 'string' && key.length >= MIN_KEY) as string[];
  if (given.length === 0 || given.length < keys.length) {
    throw invalidOptions(`staticKeys: every key needs at least ${MIN_KEY} characters.`);
  }
  if (!given.every((key) => SENDABLE.test(key))) {
    throw invalidOptions(
      'staticKeys: a key has a character that no request header can carry, such as a line break or a space at its end. Trim keys that are read from files.',
    );
  }
  const accepted = Promise.all(given.map(digest));
  return async (request) => {
    const shown = shownKey(request.headers);
    if (shown === undefined) return false;
    const actual = await digest(shown);
    let found = false;
    for (const expected of await accepted) found = sameBytes(actual, expected) || found;
    return found && { caller: shown };
  };
}

function shownKey(headers: Headers): string | undefined {
  const bearer = /^Bearer +(\S+)$/i.exec(headers.get('authorization') ?? '')?.[1];
  return bearer ?? headers.get('x-api-key') ?? undefined;
}

async function digest(text: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
}

/** Compares digests of equal length in constant time. */
function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  let difference = 0;
  for (let index = 0; index < one.length; index++) difference |= one[index]! ^ other[index]!;
  return difference === 0;
}
