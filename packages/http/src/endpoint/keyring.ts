import { described, invalidOptions } from '@flagstaff/core/storage';

const MIN_KEY = 16;

/** Printable ASCII: HTTP strips spaces at both ends, and clients disagree on the bytes of other characters. */
const SENDABLE = /^[!-~](?:[ -~]*[!-~])?$/;

/** A key that a request shows. */
export interface FoundKey {
  /** Its position in the list. */
  readonly index: number;
  /** The key itself. */
  readonly key: string;
}

/** Keys that callers may send. */
export interface Keyring {
  /**
   * Returns the position of the key that a request shows, as `Authorization: Bearer <key>` or `X-API-Key: <key>`, and the key.
   * Undefined when it shows none of them.
   *
   * @param header Returns a request header by its name in lower case.
   */
  find(header: (name: string) => string | null | undefined): Promise<FoundKey | undefined>;
}

/**
 * Compares the SHA-256 digests of all keys, every byte, so that timing does not reveal how close a guess was.
 *
 * @throws {FlagstaffError} INVALID_OPTIONS when the list is empty, or a key has fewer than 16 characters or one that no header can carry.
 */
export function createKeyring(what: string, keys: readonly (string | undefined)[]): Keyring {
  if (!Array.isArray(keys)) throw invalidOptions(`${what}: the keys must be a list, not ${described(keys)}.`);
  const given = Array.from(keys).filter((key) => typeof key === 'string' && key.length >= MIN_KEY) as string[];
  if (given.length === 0 || given.length < keys.length) {
    throw invalidOptions(`${what}: every key needs at least ${MIN_KEY} characters.`);
  }
  if (!given.every((key) => SENDABLE.test(key))) {
    throw invalidOptions(
      `${what}: a key has a character that no request header can carry, such as a line break or a space at its end. Trim keys that are read from files.`,
    );
  }
  const accepted = Promise.all(given.map(digest));
  return {
    async find(header) {
      const bearer = /^Bearer +(\S+)$/i.exec(header('authorization') ?? '')?.[1];
      const key = bearer ?? header('x-api-key') ?? undefined;
      if (key === undefined) return undefined;
      const actual = await digest(key);
      let index = -1;
      for (const [position, expected] of (await accepted).entries()) if (sameBytes(actual, expected)) index = position;
      return index === -1 ? undefined : { index, key };
    },
  };
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
