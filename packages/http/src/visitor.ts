import type { EvaluationContext } from '@flagstaff/core';
import { described, invalidOptions } from '@flagstaff/core/storage';
import { encodeBase64Url } from './base64url.ts';
import { checkNames, checkText } from './check-options.ts';
import { checkCookie, readCookie, writeCookie } from './cookies.ts';
import type { RequestAccess } from './request-access.ts';

/** The cookie that recognises a browser. HttpOnly always. */
export interface VisitorCookieOptions {
  /** Default `flagstaff_visitor`. */
  readonly cookie?: string;
  /** Default a year: 31,536,000. */
  readonly maxAgeSeconds?: number;
  /** Default `lax`. */
  readonly sameSite?: 'lax' | 'strict' | 'none';
  /** Default `/`. */
  readonly path?: string;
  /** Default: the host that answered, without its subdomains. */
  readonly domain?: string;
  /** Default: true where the visitor speaks https, as the framework's proxy settings tell. */
  readonly secure?: boolean;
}

/** The visitor's id: the one that the browser sent, or a new one that the answer gives it. */
export type VisitorId<Request extends object> = (request: Request) => string;

/** 128 bits in base64url. */
const ID = /^[A-Za-z0-9_-]{22}$/;
const YEAR_SECONDS = 31_536_000;
const SAME_SITE: readonly unknown[] = ['lax', 'strict', 'none'];

/** Ids that an answer gives, by cookie: several clients that share a cookie agree on the id from the first request on. */
const given = new WeakMap<object, Map<string, string>>();

export function createVisitorId<Request extends object>(
  options: VisitorCookieOptions,
  access: RequestAccess<Request>,
): VisitorId<Request> {
  checkNames('visitorCookie', options, ['cookie', 'maxAgeSeconds', 'sameSite', 'path', 'domain', 'secure']);
  const { cookie: name = 'flagstaff_visitor', maxAgeSeconds = YEAR_SECONDS, sameSite = 'lax', path = '/' } = options;
  const { domain, secure } = options;
  if (secure !== undefined && typeof secure !== 'boolean') {
    throw invalidOptions('visitorCookie.secure is neither true nor false.');
  }
  checkText('visitorCookie.cookie', name);
  checkText('visitorCookie.path', path);
  checkText('visitorCookie.domain', domain);
  if (!Number.isInteger(maxAgeSeconds) || maxAgeSeconds <= 0) {
    throw invalidOptions(
      `visitorCookie.maxAgeSeconds is ${described(maxAgeSeconds)}; give a whole number of seconds above 0.`,
    );
  }
  if (!SAME_SITE.includes(sameSite)) throw invalidOptions(`visitor.sameSite is none of ${SAME_SITE.join(', ')}.`);
  if (sameSite === 'none' && secure === false) {
    throw invalidOptions('visitor: browsers refuse a cookie with sameSite "none" that is not secure.');
  }
  const template = {
    name,
    maxAge: maxAgeSeconds,
    path,
    ...(domain === undefined ? {} : { domain }),
    httpOnly: true,
    sameSite,
  };
  checkCookie('visitor', { ...template, value: '' });

  return function visitorId(request) {
    const sent = readCookie(access.header(request, 'cookie'), name);
    if (sent !== undefined && ID.test(sent)) return sent;
    const ids = given.get(request) ?? new Map<string, string>();
    const known = ids.get(name);
    if (known !== undefined) return known;
    const id = randomId();
    given.set(request, ids.set(name, id));
    access.appendCookie(request, writeCookie({ ...template, value: id, secure: secure ?? access.isSecure(request) }));
    return id;
  };
}

/** The context with the visitor's id as its targeting key, unless it says itself who this is. */
export function withVisitor(context: EvaluationContext, visitorId: string): EvaluationContext {
  return isSaid(context.targetingKey) || isSaid(context['userId']) ? context : { ...context, targetingKey: visitorId };
}

function isSaid(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

function randomId(): string {
  return encodeBase64Url(crypto.getRandomValues(new Uint8Array(16)));
}
