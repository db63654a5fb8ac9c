import type { Revision } from '@flagstaff/core/storage';
import { corrupt } from './errors.ts';

/** A reply with its bytes made texts, in lists of lists too. */
export function decodeReply(reply: unknown): unknown {
  if (Buffer.isBuffer(reply)) return reply.toString();
  return Array.isArray(reply) ? reply.map(decodeReply) : reply;
}

/** A reply whose items are texts and nulls. */
export function texts(reply: readonly unknown[], key: string): readonly (string | null)[] {
  if (reply.every((item) => item === null || typeof item === 'string')) return reply;
  throw corrupt(key, 'was answered with something else than a list of texts');
}

/** The fields of a hash that say where a store is, in the order of `HEAD_FIELDS`. */
export const HEAD_FIELDS: readonly string[] = ['epoch', 'rev', 'tok'];

/** Where a store is; undefined: it was never initialised, or lost. */
export function parseHead(fields: readonly (string | null | undefined)[], key: string): Revision | undefined {
  const [epoch, rev, tok] = fields.map((field) => field ?? '');
  if (!epoch && !rev && !tok) return undefined;
  if (!epoch || !tok || rev === undefined || !/^[1-9]\d{0,15}$/.test(rev)) {
    throw corrupt(key, 'has no valid fields `epoch`, `rev` and `tok`');
  }
  return { epoch, number: Number(rev), token: tok };
}
