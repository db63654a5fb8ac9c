// Docs: docs/adapters.md, "Overrides for quality assurance"
import { invalidOptions } from '@flagstaff/core/storage';
import { isFlagstaffError } from '@flagstaff/core';
import type { Hmac } from '@flagstaff/core/storage';
import { decodeBase64Url, encodeBase64Url } from '../base64url.ts';
import { checkNames, checkText } from '../check-options.ts';
import { decodeClaims, encodeClaims, MAXIMUM_OVERRIDES, MAXIMUM_TOKEN_LENGTH } from './claims.ts';
import type { OverrideClaims } from './claims.ts';
import { hmacOf } from './keys.ts';
import type { OverrideKey } from './keys.ts';

/** What a token shall say. */
export type OverrideTokenOptions = {
  readonly key: OverrideKey;
  /** Flag key to variant name, up to 100. */
  readonly overrides: { readonly [flag: string]: string };
  /** The app that the token is for: accepted only where the middleware's options name the same. Default: where they name none. */
  readonly audience?: string;
  /** Whom the token is made for. A note: nothing checks it. */
  readonly subject?: string;
  /** The longest life that a token may have. Default a week: 604,800. */
  readonly maxLifetimeSeconds?: number;
} & (
  | { readonly expiresInSeconds: number; readonly expiresAt?: never }
  | { readonly expiresAt: Date; readonly expiresInSeconds?: never }
);

/** Why a token was refused. */
export type TokenFault =
  'too long' | 'malformed' | 'unknown key' | 'wrong signature' | 'expired' | 'lives too long' | 'wrong audience';

export type TokenVerdict =
  { readonly ok: true; readonly claims: OverrideClaims } | { readonly ok: false; readonly fault: TokenFault };

/** What a verifier holds tokens against. */
export interface TokenRules {
  readonly keys: ReadonlyMap<string, Hmac>;
  readonly audience: string | undefined;
  readonly maxLifetimeSeconds: number;
}

/** No override outlives a week unless somebody says so: a forgotten cookie must not hide production for ever. */
export const DEFAULT_MAX_LIFETIME_SECONDS = 604_800;

/**
 * A signed token that makes the middleware serve given variants: base64url claims, a dot, their HMAC-SHA-256.
 *
 * The claims can be read by whoever has the token; only the key's owner can write them. Rejects with `INVALID_OPTIONS`.
 *
 * @example
 * const token = await createOverrideToken({ key, overrides: { 'new-checkout': 'on' }, expiresInSeconds: 3_600 });
 */
export async function createOverrideToken(options: OverrideTokenOptions): Promise<string> {
  try {
    return await signToken(options);
  } catch (error) {
    if (isFlagstaffError(error)) throw error;
    // A getter or a proxy that throws. Its error may hold a secret.
    throw invalidOptions('createOverrideToken: the options cannot be read.');
  }
}

async function signToken(options: OverrideTokenOptions): Promise<string> {
  checkNames('createOverrideToken', options, OPTIONS);
  const { audience, subject, key } = options;
  checkText('createOverrideToken: audience', audience);
  checkText('createOverrideToken: subject', subject);
  const overrides = parseOverrides(options.overrides);
  const hmac = hmacOf(key);
  const claims = encodeClaims({ keyId: key.id, expiresAt: parseExpiry(options), overrides, audience, subject });
  const signature = await hmac.sign(claims);
  const token = `${claims}.${encodeBase64Url(signature)}`;
  if (token.length > MAXIMUM_TOKEN_LENGTH) {
    throw invalidOptions(
      `The override token has ${token.length} characters; a cookie takes ${MAXIMUM_TOKEN_LENGTH}. Name fewer flags.`,
    );
  }
  return token;
}

const OPTIONS = ['key', 'overrides', 'audience', 'subject', 'maxLifetimeSeconds', 'expiresInSeconds', 'expiresAt'];

/** What is signed is what a verifier takes: one that is not would be refused as malformed, and nobody would know why. */
function parseOverrides(overrides: unknown): ReadonlyMap<string, string> {
  if (typeof overrides !== 'object' || overrides === null) {
    throw invalidOptions('createOverrideToken: overrides is not an object with a variant for each flag.');
  }
  const entries = Object.entries(overrides);
  if (entries.length === 0 || entries.length > MAXIMUM_OVERRIDES) {
    throw invalidOptions(`An override token names 1 to ${MAXIMUM_OVERRIDES} flags, not ${entries.length}.`);
  }
  for (const [flag, variant] of entries) {
    if (typeof variant !== 'string') {
      throw invalidOptions(`The override of ${flag} is not the name of a variant, such as "on".`);
    }
  }
  return new Map(entries as [string, string][]);
}

/** What a token says, once its signature, expiry and audience have been checked. Never rejects, whatever a framework hands over. */
export async function verifyToken(token: unknown, rules: TokenRules): Promise<TokenVerdict> {
  if (typeof token !== 'string') return refused('malformed');
  if (token.length > MAXIMUM_TOKEN_LENGTH) return refused('too long');
  const [first = '', second = '', ...rest] = token.split('.');
  const claims = decodeClaims(first);
  const signature = decodeBase64Url(second);
  if (claims === undefined || signature === undefined || rest.length > 0) return refused('malformed');
  const key = rules.keys.get(claims.keyId);
  if (key === undefined) return refused('unknown key');
  if (!(await key.verify(signature, first))) return refused('wrong signature');
  return judgeClaims(claims, rules);
}

function judgeClaims(claims: OverrideClaims, { audience, maxLifetimeSeconds }: TokenRules): TokenVerdict {
  const remainingSeconds = claims.expiresAt - Date.now() / 1_000;
  if (remainingSeconds <= 0) return refused('expired');
  if (remainingSeconds > maxLifetimeSeconds) return refused('lives too long');
  if (claims.audience !== audience) return refused('wrong audience');
  return { ok: true, claims };
}

function refused(fault: TokenFault): TokenVerdict {
  return { ok: false, fault };
}

/** Seconds since 1970. A time in the past is accepted: such a token is merely useless. */
function parseExpiry({
  expiresAt,
  expiresInSeconds,
  maxLifetimeSeconds = DEFAULT_MAX_LIFETIME_SECONDS,
}: OverrideTokenOptions): number {
  const now = Date.now() / 1_000;
  const expiry = Math.floor(
    expiresAt === undefined
      ? now + (typeof expiresInSeconds === 'number' ? expiresInSeconds : Number.NaN)
      : timeOf(expiresAt) / 1_000,
  );
  if (!Number.isSafeInteger(expiry)) {
    throw invalidOptions('An override token expires: give `expiresInSeconds` or `expiresAt`.');
  }
  if (expiry - now > maxLifetimeSeconds) {
    throw invalidOptions(
      `The override token would live longer than ${maxLifetimeSeconds} seconds; raise \`maxLifetimeSeconds\` here and in the middleware if that is meant.`,
    );
  }
  return expiry;
}

/** Not a number where it is no date. */
function timeOf(date: unknown): number {
  return date instanceof Date ? date.getTime() : Number.NaN;
}
