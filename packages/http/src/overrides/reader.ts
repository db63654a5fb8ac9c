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

/** Where signed override tokens are looked for, and who may sign them. */
export interface OverrideTokensOptions {
  /** Keys that are accepted. Two while one replaces the other. */
  readonly keys: readonly OverrideKey[];
  /** The cookie that holds a token. Default `flagstaff_overrides`. */
  readonly cookie?: string;
  /** A request header that holds a token; it goes before the cookie. Default: none is read. */
  readonly header?: string;
  /** Only tokens made for this audience are accepted. Default: only those made for none. */
  readonly audience?: string;
  /** The longest life that a token may have left. Default a week: 604,800. */
  readonly maxLifetimeSeconds?: number;
}

/** Flag key to variant name. */
export type Overrides = ReadonlyMap<string, string>;

/** The overrides that a request carries; undefined, at once, when it has no token. Never rejects. */
export type OverridesReader<Request extends object> = (request: Request) => Promise<Overrides | undefined> | undefined;

export function createOverridesReader<Request extends object>(
  options: OverrideTokensOptions,
  access: RequestAccess<Request>,
  report: (problem: FlagstaffError) => void,
): OverridesReader<Request> {
  checkNames('overrideTokens', options, ['keys', 'cookie', 'header', 'audience', 'maxLifetimeSeconds']);
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
  if (!Array.isArray(keys) || keys.length === 0) throw invalidOptions('overrideTokens.keys: give at least one key.');
  if (typeof maxLifetimeSeconds !== 'number' || !(maxLifetimeSeconds > 0)) {
    throw invalidOptions(
      `overrideTokens.maxLifetimeSeconds is ${described(maxLifetimeSeconds)}; give seconds above 0.`,
    );
  }
  const hmacs = new Map(Array.from(keys, (key): [string, Hmac] => [key?.id, hmacOf(key)]));
  if (hmacs.size < keys.length) throw invalidOptions('overrideTokens.keys: two keys have the same id.');
  return { keys: hmacs, audience, maxLifetimeSeconds };
}

/** Neither the token nor anything in it is repeated: so there are few messages, and a client tells each once a minute at most. */
function rejected(fault: TokenFault): FlagstaffError {
  return new FlagstaffError('OVERRIDE_TOKEN_REJECTED', `An override token was refused and changed nothing: ${fault}.`);
}
