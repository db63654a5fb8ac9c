// Docs: docs/adapters.md, "Overrides for quality assurance"
import { invalidOptions } from '@flagstaff/core/storage';
import { isFlagstaffError } from '@flagstaff/core';
import type { Hmac, OptionNames } from '@flagstaff/core/storage';
import { decodeBase64Url, encodeBase64Url } from '../base64url.ts';
import { checkNames, checkText } from '../check-options.ts';
import { decodeClaims, encodeClaims, MAXIMUM_OVERRIDES, MAXIMUM_TOKEN_LENGTH } from './claims.ts';
import type { OverrideClaims } from './claims.ts';
import { hmacOf } from './keys.ts';
import type { OverrideKey } from './keys.ts';

/** The content of an override token. */
export type OverrideTokenOptions = {
  /** The key that signs the token. */
  readonly key: OverrideKey;
  /** Variant names by flag key, up to 100. */
  readonly overrides: { readonly [flag: string]: string };
  /** The app that the token is for. The middleware's options must name the same. Omit when they name none. */
  readonly audience?: string | undefined;
  /** The person or system that the token is for. Informational, never verified. */
  readonly subject?: string | undefined;
  /** The maximum lifetime of the token. Defaults to a week: 604,800. */
  readonly maxLifetimeSeconds?: number | undefined;
} & (
  | {
      /** Seconds from now until the token expires. */
      readonly expiresInSeconds: number;
      /** Not with `expiresInSeconds`. */
      readonly expiresAt?: undefined;
    }
  | {
      /** The instant at which the token expires. */
      readonly expiresAt: Date;
      /** Not with `expiresAt`. */
      readonly expiresInSeconds?: undefined;
    }
);

/** Why a token was rejected. */
export type TokenFault =
  | 'too long'
  | 'malformed'
  | 'unknown key'
  | 'wrong signature'
  | 'expired'
  | 'lives too long'
  | 'wrong audience';

export type TokenVerdict =
  | { readonly ok: true; readonly claims: OverrideClaims }
  | { readonly ok: false; readonly fault: TokenFault };

/** What a verifier checks tokens against. */
export interface TokenRules {
  readonly keys: ReadonlyMap<string, Hmac>;
  readonly audience: string | undefined;
  readonly maxLifetimeSeconds: number;
}

/** Limits overrides to a week by default: a forgotten cookie must not mask production forever. */
export const DEFAULT_MAX_LIFETIME_SECONDS = 604_800;

/**
 * Creates a signed token that makes the middleware serve given variants: base64url claims, a dot, their HMAC-SHA-256.
 *
 * The claims are readable by every holder of the token. Only holders of the key can create them.
 *
 * @throws {FlagstaffError} INVALID_OPTIONS, as a rejection, when an option is invalid.
 * @example
 * const token = await createOverrideToken({ key, overrides: { 'new-checkout': 'on' }, expiresInSeconds: 3_600 });
 */
export async function createOverrideToken(options: OverrideTokenOptions): Promise<string> {
  try {
    return await signToken(options);
  } catch (error) {
    if (isFlagstaffError(error)) throw error;
    // A getter or a proxy threw. Its error may contain a secret.
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
      `The override token has ${token.length} characters; a cookie holds ${MAXIMUM_TOKEN_LENGTH}. List fewer flags.`,
    );
  }
  return token;
}

const OPTIONS: OptionNames<OverrideTokenOptions> = {
  key: true,
  overrides: true,
  audience: true,
  subject: true,
  maxLifetimeSeconds: true,
  expiresInSeconds: true,
  expiresAt: true,
};

/** Accepts exactly what a verifier accepts: anything else would later be rejected as malformed, without a reason. */
function parseOverrides(overrides: unknown): ReadonlyMap<string, string> {
  if (typeof overrides !== 'object' || overrides === null) {
    throw invalidOptions('createOverrideToken: overrides is not an object with a variant for each flag.');
  }
  const entries = Object.entries(overrides);
  if (entries.length === 0 || entries.length > MAXIMUM_OVERRIDES) {
    throw invalidOptions(`An override token must name 1 to ${MAXIMUM_OVERRIDES} flags, not ${entries.length}.`);
  }
  for (const [flag, variant] of entries) {
    if (typeof variant !== 'string') {
      throw invalidOptions(`The override of ${flag} must be the name of a variant, such as "on".`);
    }
  }
  return new Map(entries as [string, string][]);
}

/** Verifies a token's signature, expiry and audience, and returns its claims. Never rejects, whatever the input. */
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
    throw invalidOptions('An override token must expire. Pass `expiresInSeconds` or `expiresAt`.');
  }
  if (expiry - now > maxLifetimeSeconds) {
    throw invalidOptions(
      `The override token would live longer than ${maxLifetimeSeconds} seconds. To allow that, raise \`maxLifetimeSeconds\` here and in the middleware.`,
    );
  }
  return expiry;
}

/** Returns NaN when the value is not a date. */
function timeOf(date: unknown): number {
  return date instanceof Date ? date.getTime() : Number.NaN;
}
