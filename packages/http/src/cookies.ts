import { invalidOptions } from '@flagstaff/core/storage';
import { parseCookie, stringifySetCookie } from 'cookie';
import type { SetCookie } from 'cookie';

/** The value of a cookie in a `Cookie` header. */
export function readCookie(header: string | undefined, name: string): string | undefined {
  return header === undefined || header === '' ? undefined : parseCookie(header)[name];
}

/** A `Set-Cookie` header. */
export function writeCookie(cookie: SetCookie): string {
  return stringifySetCookie(cookie);
}

/** Throws `INVALID_OPTIONS` for what cannot be a cookie: an odd name, domain or path. */
export function checkCookie(option: string, cookie: SetCookie): void {
  try {
    stringifySetCookie(cookie);
  } catch (error) {
    throw invalidOptions(`${option}: no cookie can be made of it. ${String(error)}`, error);
  }
}
