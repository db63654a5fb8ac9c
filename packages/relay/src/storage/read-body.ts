import { parseBounded } from '@flagstaff/core/storage';
import type { CommitDelta, DocumentId, Revision, Snapshot, StoredDocument } from '@flagstaff/core/storage';
import { readText } from '@flagstaff/http/endpoint';
import { isName, parseRevision } from '../protocol.ts';
import type { Faults } from './errors.ts';

// What relays respond with, from anything that a server can send instead.

/**
 * Reads a JSON response. Rejects with `STORAGE_CORRUPT` when it is something else, is larger than `maxBytes` uncompressed, or
 * `parse` returns undefined.
 */
export async function readBody<T>(
  response: Response,
  { maxBytes, fault, parse, what }: ReadBodyOptions<T>,
): Promise<T> {
  if (!/^application\/json *(;|$)/i.test(response.headers.get('content-type') ?? '')) {
    await response.body?.cancel();
    throw fault('STORAGE_CORRUPT', 'did not send JSON. Check `url`.');
  }
  const body = await readText(response, maxBytes);
  if (body === 'too long') throw fault('STORAGE_CORRUPT', `sent more than ${maxBytes} bytes. Raise \`maxBytes\`.`);
  const value = body === 'no text' ? undefined : parse(parseJson(body.text));
  if (value === undefined) throw fault('STORAGE_CORRUPT', `did not send ${what}. Check \`url\`.`);
  return value;
}

export interface ReadBodyOptions<T> {
  readonly maxBytes: number;
  readonly fault: Faults;
  /** Returns undefined for any other value. */
  readonly parse: (value: unknown) => T | undefined;
  /** Names the value in errors. */
  readonly what: string;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Parses the revision of a head, an event or a snapshot. Null before the first commit. */
export function parseHead(value: unknown): Revision | null | undefined {
  return hasOwn(value, 'revision') ? parseRevision(value.revision) : undefined;
}

/** Parses the data of an event. Undefined when it names no revision. */
export function parseEvent(data: string): Revision | undefined {
  return parseHead(parseBounded(data)) ?? undefined;
}

/** Parses all documents, which the client that reads them validates later. */
export function parseSnapshot(value: unknown): Snapshot | undefined {
  const revision = parseHead(value);
  if (revision === undefined || !hasOwn(value, 'documents') || !Array.isArray(value.documents)) return undefined;
  return { revision: revision ?? undefined, documents: value.documents as StoredDocument[] };
}

/** Parses changes. The client checks that they form a chain, and validates their documents. */
export function parseCommits(value: unknown): readonly CommitDelta[] | undefined {
  if (!hasOwn(value, 'commits') || !Array.isArray(value.commits)) return undefined;
  const commits = (value.commits as readonly unknown[]).map(parseCommit);
  return commits.every((commit) => commit !== undefined) ? commits : undefined;
}

function parseCommit(value: unknown): CommitDelta | undefined {
  const revision = parseHead(value);
  if (!revision || !hasOwn(value, 'previous') || !isName(value.previous)) return undefined;
  if (!hasOwn(value, 'changes') || !Array.isArray(value.changes)) return undefined;
  const changes: CommitDelta['changes'][number][] = [];
  for (const change of value.changes as readonly unknown[]) {
    if (!hasOwn(change, 'id') || typeof change.id !== 'string' || !hasOwn(change, 'after')) return undefined;
    if (typeof change.after !== 'object') return undefined;
    changes.push({ id: change.id as DocumentId, after: change.after as StoredDocument | null });
  }
  return { revision, previous: value.previous, changes };
}

function hasOwn<N extends string>(value: unknown, name: N): value is { readonly [name in N]: unknown } {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name);
}
