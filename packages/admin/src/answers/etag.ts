import type { StoredDocument } from '@flagstaff/core';
import { toHex, withoutStorageFields } from '@flagstaff/core/storage';

const known = new WeakMap<StoredDocument, Promise<string>>();

/**
 * Returns the strong ETag of a document: its version, and 16 hex digits of its body's digest. The version alone repeats after a
 * restored backup.
 */
export function documentEtag(document: StoredDocument): Promise<string> {
  let tag = known.get(document);
  if (tag === undefined) known.set(document, (tag = computeEtag(document)));
  return tag;
}

async function computeEtag(document: StoredDocument): Promise<string> {
  const bytes = new TextEncoder().encode(canonical(withoutStorageFields(document)));
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return `"${document.version}-${toHex(digest.subarray(0, 8))}"`;
}

/** Serializes JSON with members in one order: stores may reorder them. Pairs, because objects would reorder integer-like names. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_name, inner: unknown) => {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    const entries = Object.entries(inner).filter(([, each]) => each !== undefined);
    return { members: entries.sort(([one], [other]) => (one < other ? -1 : 1)) };
  });
}

/** Returns whether an `If-Match` header names an ETag. Proxies that compress mark tags as weak. */
export function matchesIfMatch(header: string, tag: string): boolean {
  return header
    .slice(0, 8_192)
    .split(',')
    .some((entry) => entry.trim() === '*' || entry.trim().replace(/^W\//, '') === tag);
}

/** Returns the version in an `If-Match` header with one document ETag. Undefined when there is none. */
export function versionIn(header: string): number | undefined {
  const version = /^\s*(?:W\/)?"(\d{1,15})-[0-9a-f]{16}"\s*$/.exec(header)?.[1];
  return version === undefined ? undefined : Number(version);
}
