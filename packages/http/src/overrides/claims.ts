import { decodeBase64Url, encodeBase64Url } from '../base64url.ts';

/** The claims of an override token. */
export interface OverrideClaims {
  readonly keyId: string;
  /** Seconds since 1970. */
  readonly expiresAt: number;
  /** Flag key to variant name. */
  readonly overrides: ReadonlyMap<string, string>;
  /** The app that the token is for. */
  readonly audience: string | undefined;
  /** The person or system that the token is for. Informational, never verified. */
  readonly subject: string | undefined;
}

/** A cookie holds 4,096 bytes, including its name and attributes. */
export const MAXIMUM_TOKEN_LENGTH = 3_800;
export const MAXIMUM_OVERRIDES = 100;

/** Encodes claims as the first half of a token. */
export function encodeClaims({ keyId, expiresAt, overrides, audience, subject }: OverrideClaims): string {
  const payload = { kid: keyId, exp: expiresAt, aud: audience, sub: subject, flags: [...overrides] };
  return encodeBase64Url(new TextEncoder().encode(JSON.stringify(payload)));
}

/** Decodes the first half of a token. Returns undefined for anything that `encodeClaims` does not write. */
export function decodeClaims(text: string): OverrideClaims | undefined {
  const payload = parsePayload(text);
  if (payload === undefined) return undefined;
  const { kid, exp, aud, sub, flags } = payload;
  if (typeof kid !== 'string' || typeof exp !== 'number' || !Number.isSafeInteger(exp)) return undefined;
  if (!isOptionalText(aud) || !isOptionalText(sub)) return undefined;
  if (!Array.isArray(flags) || flags.length > MAXIMUM_OVERRIDES || !flags.every(isPair)) return undefined;
  return { keyId: kid, expiresAt: exp, overrides: new Map(flags), audience: aud, subject: sub };
}

function parsePayload(text: string): { [name: string]: unknown } | undefined {
  const bytes = decodeBase64Url(text);
  if (bytes === undefined) return undefined;
  try {
    const payload: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return typeof payload === 'object' && payload !== null && !Array.isArray(payload) ? { ...payload } : undefined;
  } catch {
    return undefined;
  }
}

function isOptionalText(value: unknown): value is string | undefined {
  return value === undefined || typeof value === 'string';
}

function isPair(value: unknown): value is [string, string] {
  return Array.isArray(value) && value.length === 2 && value.every((part) => typeof part === 'string');
}
