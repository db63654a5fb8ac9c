// Docs: docs/sync.md, "The watch channel"
import { parseBounded, parseCommitRecord } from './parse-stored.ts';
import type { Commit } from './port.ts';

/** The place of a commit in the chain of commits. */
export type CommitPosition = Pick<Commit, 'revision' | 'previous'>;

/** Serializes a commit without its position, which the store decides. */
export function commitRecord({ revision, previous, ...record }: Commit): string {
  return JSON.stringify(record);
}

/** Reads epoch, number, token and the token before. Undefined when they are not those of a commit. */
export function parseCommitPosition([epoch, number, token, previous]: readonly unknown[]): CommitPosition | undefined {
  if (!isFilled(epoch) || !isFilled(token) || !isFilled(number) || !/^[1-9]\d{0,15}$/.test(number)) return undefined;
  return { revision: { epoch, number: Number(number), token }, previous: isFilled(previous) ? previous : null };
}

/** Joins a position and a record. Undefined when the record is not one. */
export function commitAt(position: CommitPosition, record: unknown): Commit | undefined {
  const parsed = parseCommitRecord(record);
  return parsed && { ...parsed, ...position };
}

/** Returns the text that announces a commit: its position as a JSON list of texts, then its record on a line of its own. */
export function commitAnnouncement(commit: Commit): string {
  const { epoch, number, token } = commit.revision;
  return `${JSON.stringify([epoch, String(number), token, commit.previous ?? ''])}\n${commitRecord(commit)}`;
}

/** Parses the text that announces a commit. Undefined for any other text: whatever can write to a channel may send it. */
export function parseAnnouncement(text: string): Commit | undefined {
  const [head, record] = text.split('\n', 2);
  const fields = parseBounded(head);
  const position = Array.isArray(fields) ? parseCommitPosition(fields) : undefined;
  return position && commitAt(position, record);
}

function isFilled(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
