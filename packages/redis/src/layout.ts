// Docs: README.md, "What is in Redis"
import { isVersion, parseStoredDocument, unreadableDocument } from '@flagstaff/core/storage';
import type { DocumentId, Revision, StoredVersion, StoredDocument } from '@flagstaff/core/storage';
import { corrupt } from './errors.ts';

/** The keys of a store. All share one hash slot, so that a cluster can run one script over them. */
export interface Keys {
  /** The hash: `epoch`, `rev`, `tok`, `prev`, `idx`, and for each document `f:<id>` (JSON) and `v:<id>` (last version used). */
  readonly data: string;
  /** The stream of commits. */
  readonly log: string;
  /** The channel that announces commits. */
  readonly channel: string;
  /**
   * The stream that says which commits changed a document. It has an entry, with the id of the log's, for each commit that changed
   * a document of its share: one in `INDEXES`, so that the number of keys is limited and each is trimmed often.
   */
  index(id: DocumentId): string;
  /** The text that holds where in the log the commit with a token is. Expires after a day. */
  token(token: string): string;
  /** The set of a segment's stored members. */
  members(segment: string): string;
}

/** Returns the keys for a prefix. The prefix is the hash tag unless it contains one. */
export function keysOf(prefix: string): Keys {
  const base = hasHashTag(prefix) ? prefix : `{${prefix}}`;
  return {
    data: `${base}data`,
    log: `${base}log`,
    channel: `${base}changes`,
    index: (id) => `${base}index:${shareOf(id)}`,
    token: (token) => `${base}token:${token}`,
    members: (segment) => `${base}members:${segment}`,
  };
}

/** The number of indexes. Another number would hide what was written before. */
const INDEXES = 1_024;

/** FNV-1a over the UTF-16 units of an id. */
function shareOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < id.length; at += 1) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193);
  return (hash >>> 0) % INDEXES;
}

/** The field of the hash with the id of the last entry of the log that the indexes may lack. Absent when they lack all. */
export const UNINDEXED_FIELD = 'idx';

/** Redis hashes the text between the first `{` and the next `}`, unless it is empty. */
function hasHashTag(prefix: string): boolean {
  const open = prefix.indexOf('{');
  return open !== -1 && prefix.indexOf('}', open) > open + 1;
}

/** The fields of the hash with the revision, in order. */
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

/** Returns the field of a document. The prefix prevents names such as `__proto__` from being fields. */
export function documentField(id: string): string {
  return `f:${id}`;
}

/** Returns the field of the last version used under an id. It outlives the document. */
export function versionField(id: string): string {
  return `v:${id}`;
}

/** Parses the two fields of an id. */
export function parseSlot(id: DocumentId, text: string | null, version: string | null): StoredVersion {
  const last = Number(soundVersion(version)) || 0;
  const document = text === null ? undefined : parseDocument(id, text, last);
  return { document, version: Math.max(last, document?.version ?? 0) };
}

/** Returns a valid version field, or an empty string for anything else. The script reads the field in the same way. */
export function soundVersion(field: string | null): string {
  return field !== null && /^[1-9]\d*$/.test(field) && isVersion(Number(field)) ? field : '';
}

/** The JSON contains the document's version. The version field is only for deleted documents. */
function parseDocument(id: DocumentId, text: string, version: number): StoredDocument {
  const document = parseStoredDocument(id, text, version);
  return isVersion(document.version) ? document : unreadableDocument(id, version, 'it has no version');
}

/** Returns the id of the document that a field of the hash contains. Undefined for every other field. */
export function idOfField(field: string): DocumentId | undefined {
  const id = field.slice(2);
  return field.startsWith('f:') && /^[a-z]+:./s.test(id) ? (id as DocumentId) : undefined;
}
