import { toHex } from '@flagstaff/core/storage';

/**
 * Returns the Content-Security-Policy of the page. Nothing comes from another origin, and only scripts with the nonce run.
 *
 * @param frameAncestors The origins whose pages may frame the page.
 */
export function contentSecurityPolicy(nonce: string, frameAncestors: readonly string[]): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'self'",
    "form-action 'none'",
    `frame-ancestors ${frameAncestors.length === 0 ? "'none'" : frameAncestors.join(' ')}`,
    "require-trusted-types-for 'script'",
  ].join('; ');
}

/** Returns a nonce that no page used before. */
export function createNonce(): string {
  return toHex(crypto.getRandomValues(new Uint8Array(18)));
}
