import { described, invalidOptions, sharedInProcess } from '@flagstaff/core/storage';
import { encodeBase64Url } from './base64url.ts';
import { checkNames, checkText } from './check-options.ts';
import { checkCookie, readCookie, writeCookie } from './cookies.ts';
import type { RequestAccess } from './request-access.ts';

/** The cookie that identifies a browser. Always HttpOnly. */
export interface VisitorCookieOptions {
  /** Defaults to `flagstaff_visitor`. */
  readonly cookie?: string | undefined;
  /** Seconds until the cookie expires. Defaults to a year: 31,536,000. */
  readonly maxAgeSeconds?: number | undefined;
  /** Defaults to `lax`. */
  readonly sameSite?: 'lax' | 'strict' | 'none' | undefined;
  /** Defaults to `/`. */
  readonly path?: string | undefined;
  /** Defaults to the responding host, without its subdomains. */
  readonly domain?: string | undefined;
  /** Defaults to true for requests over HTTPS, according to the framework's proxy settings. */
  readonly secure?: boolean | undefined;
}

/** Returns the visitor's id: the one in the request's cookie, or a new one that the response sets. */
export type VisitorId<Request extends object> = (request: Request) => string;

/** 128 bits in base64url. */
const ID = /^[A-Za-z0-9_-]{22}$/;
const YEAR_SECONDS = 31_536_000;
const SAME_SITE: readonly unknown[] = ['lax', 'strict', 'none'];

/** New ids by cookie name, so that several clients that share a cookie agree on the id from the first request on. */
const given = /* @__PURE__ */ sharedInProcess('visitor-ids', () => new WeakMap<object, Map<string, string>>());

export function createVisitorId<Request extends object>(
  options: VisitorCookieOptions,
  access: RequestAccess<Request>,
): VisitorId<Request> {
  checkNames('visitorCookie', options, {
    cookie: true,
    maxAgeSeconds: true,
    sameSite: true,
    path: true,
    domain: true,
    secure: true,
  });
  const { cookie: name = 'flagstaff_visitor', maxAgeSeconds = YEAR_SECONDS, sameSite = 'lax', path = '/' } = options;
  const { domain, secure } = options;
  if (secure !== undefined && typeof secure !== 'boolean') {
    throw invalidOptions('visitorCookie.secure must be true or false.');
  }
  checkText('visitorCookie.cookie', name);
  checkText('visitorCookie.path', path);
  checkText('visitorCookie.domain', domain);
  if (!Number.isInteger(maxAgeSeconds) || maxAgeSeconds <= 0) {
    throw invalidOptions(
      `visitorCookie.maxAgeSeconds is ${described(maxAgeSeconds)}. Pass a whole number of seconds above 0.`,
    );
  }
  if (!SAME_SITE.includes(sameSite))
    throw invalidOptions(`visitorCookie.sameSite must be one of ${SAME_SITE.join(', ')}.`);
  if (sameSite === 'none' && secure === false) {
    throw invalidOptions('visitorCookie: browsers reject a cookie with sameSite "none" that is not secure.');
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

function randomId(): string {
  return encodeBase64Url(crypto.getRandomValues(new Uint8Array(16)));
}
