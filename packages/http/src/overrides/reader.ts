import { FlagstaffError } from '@flagstaff/core';
import { described, invalidOptions } from '@flagstaff/core/storage';
import type { Hmac } from '@flagstaff/core/storage';
import { checkHeader, checkNames, checkText } from '../check-options.ts';
import { checkCookie, readCookie } from '../cookies.ts';
import type { RequestAccess } from '../request-access.ts';
import { hmacOf } from './keys.ts';
import type { OverrideKey } from './keys.ts';
import { DEFAULT_MAX_LIFETIME_SECONDS, verifyToken } from './token.ts';
import type { TokenFault, TokenRules } from './token.ts';

/** Where to read signed override tokens, and which keys to trust. */
export interface OverrideTokensOptions {
  /** Accepted keys. List two during key rotation. */
  readonly keys: readonly OverrideKey[];
  /** The cookie that holds a token. Defaults to `flagstaff_overrides`. */
  readonly cookie?: string | undefined;
  /** A request header that holds a token. Takes precedence over the cookie. Omit to read no header. */
  readonly header?: string | undefined;
  /** Accepts only tokens for this audience. Omit to accept only tokens without one. */
  readonly audience?: string | undefined;
  /** The maximum remaining lifetime of a token. Defaults to a week: 604,800. */
  readonly maxLifetimeSeconds?: number | undefined;
}

/** Flag key to variant name. */
export type Overrides = ReadonlyMap<string, string>;

/** Reads the overrides of a request. Returns undefined synchronously when it has no token. Never rejects. */
export type OverridesReader<Request extends object> = (request: Request) => Promise<Overrides | undefined> | undefined;

export function createOverridesReader<Request extends object>(
  options: OverrideTokensOptions,
  access: RequestAccess<Request>,
  report: (problem: FlagstaffError) => void,
): OverridesReader<Request> {
  checkNames('overrideTokens', options, {
    keys: true,
    cookie: true,
    header: true,
    audience: true,
    maxLifetimeSeconds: true,
  });
  checkHeader('overrideTokens.header', options.header);
  checkText('overrideTokens.audience', options.audience);
  const { cookie = 'flagstaff_overrides' } = options;
  const header = options.header?.toLowerCase();
  checkText('overrideTokens.cookie', cookie);
  checkCookie('overrideTokens.cookie', { name: cookie, value: '' });
  const rules = parseRules(options);

  async function firstAccepted(tokens: readonly string[]): Promise<Overrides | undefined> {
    for (const token of tokens) {
      const verdict = await verifyToken(token, rules);
      if (verdict.ok) return verdict.claims.overrides;
      report(rejected(verdict.fault));
    }
    return undefined;
  }

  return function readOverrides(request) {
    const tokens = [
      header === undefined ? undefined : access.header(request, header),
      readCookie(access.header(request, 'cookie'), cookie),
    ]
      .filter((token) => token !== undefined)
      .filter((token) => token !== '');
    return tokens.length === 0 ? undefined : firstAccepted(tokens);
  };
}

function parseRules({
  keys,
  audience,
  maxLifetimeSeconds = DEFAULT_MAX_LIFETIME_SECONDS,
}: OverrideTokensOptions): TokenRules {
  if (!Array.isArray(keys) || keys.length === 0) throw invalidOptions('overrideTokens.keys needs at least one key.');
  if (typeof maxLifetimeSeconds !== 'number' || !(maxLifetimeSeconds > 0)) {
    throw invalidOptions(
      `overrideTokens.maxLifetimeSeconds is ${described(maxLifetimeSeconds)}. Pass seconds above 0.`,
    );
  }
  const hmacs = new Map(Array.from(keys, (key): [string, Hmac] => [key?.id, hmacOf(key)]));
  if (hmacs.size < keys.length) throw invalidOptions('overrideTokens.keys has two keys with the same id.');
  return { keys: hmacs, audience, maxLifetimeSeconds };
}

/** Never repeats the token or its content, so there are few messages; a client reports each at most once a minute. */
function rejected(fault: TokenFault): FlagstaffError {
  return new FlagstaffError('OVERRIDE_TOKEN_REJECTED', `An override token was rejected and ignored: ${fault}.`);
}
