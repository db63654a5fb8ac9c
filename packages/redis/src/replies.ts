import type { Revision } from '@flagstaff/core/storage';
import { corrupt } from './errors.ts';

/** Decodes the bytes of a reply as strings, also in nested lists. */
export function decodeReply(reply: unknown): unknown {
  if (Buffer.isBuffer(reply)) return reply.toString();
  return Array.isArray(reply) ? reply.map(decodeReply) : reply;
}

/** Checks that a reply contains only strings and nulls. */
export function texts(reply: readonly unknown[], key: string): readonly (string | null)[] {
  if (reply.every((item) => item === null || typeof item === 'string')) return reply;
  throw corrupt(key, 'returned something other than a list of strings');
}

/** The hash fields with the revision, in order. */
export const HEAD_FIELDS: readonly string[] = ['epoch', 'rev', 'tok'];

/** Parses the revision. Undefined when the store was never initialized, or is lost. */
export function parseHead(fields: readonly (string | null | undefined)[], key: string): Revision | undefined {
  const [epoch, rev, tok] = fields.map((field) => field ?? '');
  if (!epoch && !rev && !tok) return undefined;
  if (!epoch || !tok || rev === undefined || !/^[1-9]\d{0,15}$/.test(rev)) {
    throw corrupt(key, 'has no valid fields `epoch`, `rev` and `tok`');
  }
  return { epoch, number: Number(rev), token: tok };
}
