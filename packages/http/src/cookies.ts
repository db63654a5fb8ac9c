import { invalidOptions } from '@flagstaff/core/storage';
import { parseCookie, stringifySetCookie } from 'cookie';
import type { SetCookie } from 'cookie';

/** Reads a cookie from a `Cookie` header. */
export function readCookie(header: string | undefined, name: string): string | undefined {
  return header === undefined || header === '' ? undefined : parseCookie(header)[name];
}

/** Serializes a `Set-Cookie` header. */
export function writeCookie(cookie: SetCookie): string {
  return stringifySetCookie(cookie);
}

/** @throws {FlagstaffError} INVALID_OPTIONS when the name, domain or path cannot be serialized. */
export function checkCookie(option: string, cookie: SetCookie): void {
  try {
    stringifySetCookie(cookie);
  } catch (error) {
    throw invalidOptions(`${option} cannot be serialized as a cookie. ${String(error)}`, error);
  }
}
