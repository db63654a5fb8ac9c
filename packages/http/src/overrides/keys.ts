import { checkNames } from '../check-options.ts';
import { invalidOptions } from '../invalid-options.ts';

/** A key that signs and verifies override tokens. */
export interface OverrideKey {
  /** Included in the token, for key rotation: list the new and the old key until the old tokens have expired. */
  readonly id: string;
  /** At least 32 random bytes. A string is encoded as UTF-8. */
  readonly secret: string | Uint8Array;
}

/** A `CryptoKey`, named without DOM types. */
export type HmacKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

const MINIMUM_SECRET_BYTES = 32;
const MAXIMUM_ID_LENGTH = 64;

/** Imports a key for WebCrypto. @throws {FlagstaffError} INVALID_OPTIONS, synchronously, when the key is invalid. Never repeats a secret. */
export function importKey(key: OverrideKey): Promise<HmacKey> {
  checkNames('An override key', key, ['id', 'secret']);
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
  return crypto.subtle.importKey('raw', secret, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify']);
}
