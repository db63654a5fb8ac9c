// Docs: docs/design/sealed-announcements.md
import type { webcrypto } from 'node:crypto';
import { commitAnnouncement, parseAnnouncement } from '@flagstaff/core/storage';
import type { Commit } from '@flagstaff/core/storage';

/** PostgreSQL rejects payloads of 8,000 bytes. */
const MAX_BYTES = 7_999;

/** Announces a commit without its content. */
export const CHANGED = 'changed';

/** The prefix of payloads with a commit. */
const SEALED = 'commit ';

const NONCE_BYTES = 12;

/** Returns the payload that announces a commit. It has the content of small ones, readable only with the store's epoch. */
export async function sealAnnouncement(channel: string, commit: Commit): Promise<string> {
  const text = new TextEncoder().encode(commitAnnouncement(commit));
  // Clients do not hold an epoch before its first commit.
  if (commit.previous === null || text.length > MAX_BYTES) return CHANGED;
  const iv = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const sealed = await crypto.subtle.encrypt(
    { name: 'AES-GCM', iv },
    await keyOf(channel, commit.revision.epoch),
    text,
  );
  const payload = SEALED + Buffer.concat([iv, Buffer.from(sealed)]).toString('base64');
  return payload.length > MAX_BYTES ? CHANGED : payload;
}

/** Returns the commit in a payload. Undefined when it has none, or when its sender did not know the epoch. */
export async function openAnnouncement(channel: string, epoch: string, payload: string): Promise<Commit | undefined> {
  if (!payload.startsWith(SEALED)) return undefined;
  const sealed = Buffer.from(payload.slice(SEALED.length), 'base64');
  const iv = sealed.subarray(0, NONCE_BYTES);
  try {
    const key = await keyOf(channel, epoch);
    const text = await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, sealed.subarray(NONCE_BYTES));
    return parseAnnouncement(new TextDecoder().decode(text));
  } catch {
    return undefined;
  }
}

/** Only users that may read the tables know the epoch. Every user of the database may listen and notify. */
async function keyOf(channel: string, epoch: string): Promise<webcrypto.CryptoKey> {
  const secret = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(`flagstaff ${channel}\n${epoch}`));
  return crypto.subtle.importKey('raw', secret, 'AES-GCM', false, ['encrypt', 'decrypt']);
}
