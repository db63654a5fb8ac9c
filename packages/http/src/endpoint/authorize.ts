import type { EvaluationContext } from '@flagstaff/core';
import { described, invalidOptions } from '@flagstaff/core/storage';

/**
 * Whether a caller may ask. `true`: yes; `false`: who it is was not proven (401); `'forbidden'`: it is known and may not (403).
 * An object: yes, and more.
 */
export type Authorization =
  | boolean
  | 'forbidden'
  | {
      /**
       * Attributes that the application itself knows of the caller: they replace those that the request claims, and what it claims
       * below them (`user.plan` below `user`). All others stay claims, the targeting key among them. Values are text, numbers, booleans,
       * dates, null, undefined, and lists and plain objects of these; anything else refuses the request.
       */
      readonly attributes?: EvaluationContext;
      /** Who counts as one caller for the rate limit and for event streams. Defaults to one for all; streams go by IP address then. */
      readonly caller?: string;
    };

/**
 * The application's decision, from the headers of a request. Should it throw, or return anything else, the request is refused with
 * 403 and the client's `problem` event tells `AUTHORIZE_FAILED`. So it is when a promise does not settle within 30 seconds.
 */
export type Authorize = (request: Request) => Authorization | Promise<Authorization>;

const MIN_KEY = 16;

/**
 * Lets in callers that show one of these keys, as `Authorization: Bearer <key>` or `X-API-Key: <key>`.
 *
 * Keys are compared by their SHA-256 digests, all of them and every byte, so that the time says nothing about how much of a
 * guess was right. Throws `INVALID_OPTIONS` for an empty list or a key of fewer than 16 characters.
 *
 * @example
 * const handler = ofrep(flagstaff, { authorize: staticKeys([process.env.OFREP_KEY]) });
 */
export function staticKeys(keys: readonly (string | undefined)[]): Authorize {
  if (!Array.isArray(keys)) throw invalidOptions(`staticKeys: the keys must be a list; they are ${described(keys)}.`);
  const given = Array.from(keys).filter((key) => typeof key === 'string' && key.length >= MIN_KEY) as string[];
  if (given.length === 0 || given.length < keys.length) {
    throw invalidOptions(`staticKeys: give keys of at least ${MIN_KEY} characters each.`);
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

/** Compares digests, which have one length, in a time that does not depend on where they differ. */
function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  let difference = 0;
  for (let index = 0; index < one.length; index++) difference |= one[index]! ^ other[index]!;
  return difference === 0;
}
