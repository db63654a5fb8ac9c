import { createHmac, invalidOptions } from '@flagstaff/core/storage';
import type { Hmac } from '@flagstaff/core/storage';
import { checkNames } from '../check-options.ts';

/** A key that signs and verifies override tokens. */
export interface OverrideKey {
  /** Included in the token, for key rotation: list the new and the old key until the old tokens have expired. */
  readonly id: string;
  /** At least 32 random bytes. A string is encoded as UTF-8. */
  readonly secret: string | Uint8Array;
}

const PURPOSE = 'flagstaff-overrides.1.';
const MINIMUM_SECRET_BYTES = 32;
const MAXIMUM_ID_LENGTH = 64;

/**
 * What signs and verifies with a key. Never repeats a secret.
 *
 * @throws {FlagstaffError} INVALID_OPTIONS when the key is unfit
 */
export function hmacOf(key: OverrideKey): Hmac {
  checkNames('An override key', key, { id: true, secret: true });
  const id: unknown = key.id;
  const given: unknown = key.secret;
  if (typeof id !== 'string' || id === '' || id.length > MAXIMUM_ID_LENGTH) {
    throw invalidOptions(`The id of an override key must have 1 to ${MAXIMUM_ID_LENGTH} characters.`);
  }
  if (typeof given !== 'string' && !(given instanceof Uint8Array)) {
    throw invalidOptions(`The secret of override key ${id} is neither a string nor a Uint8Array.`);
  }
  const secret = typeof given === 'string' ? new TextEncoder().encode(given) : Uint8Array.from(given);
  if (secret.byteLength < MINIMUM_SECRET_BYTES) {
    throw invalidOptions(
      `The secret of override key ${id} has ${secret.byteLength} bytes. Use at least ${MINIMUM_SECRET_BYTES} random bytes.`,
    );
  }
  return createHmac(secret, PURPOSE);
}
