import type { Bytes } from '../model/bytes.ts';

/** Signs texts and verifies signatures with HMAC-SHA-256. */
export interface Hmac {
  /** Returns the 32 bytes of the signature of a text. */
  sign(text: string): Promise<Bytes>;
  /** Whether a signature is that of the text. Compares in constant time. */
  verify(signature: Bytes, text: string): Promise<boolean>;
}

/**
 * Creates the HMAC of a secret.
 *
 * @param purpose Signed in front of each text, so that nothing else that the same secret signs passes for it.
 */
export function createHmac(secret: Bytes, purpose: string): Hmac {
  const key = crypto.subtle.importKey('raw', secret, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify']);
  const bytesOf = (text: string): Bytes => new TextEncoder().encode(purpose + text);
  return {
    sign: async (text) => new Uint8Array(await crypto.subtle.sign('HMAC', await key, bytesOf(text))),
    verify: async (signature, text) => crypto.subtle.verify('HMAC', await key, signature, bytesOf(text)),
  };
}

/** Bytes as hexadecimal digits. */
export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The 32 bytes of a signature in hexadecimal digits. Undefined for any other text. */
export function fromHex(text: string): Bytes | undefined {
  if (!/^[0-9a-f]{64}$/.test(text)) return undefined;
  return Uint8Array.from({ length: 32 }, (_, index) => Number.parseInt(text.slice(index * 2, index * 2 + 2), 16));
}
