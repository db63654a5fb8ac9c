import { claimedId } from '@flagstaff/core/storage';
import type { Revision, Snapshot } from '@flagstaff/core/storage';
import { formatRevision } from '../protocol.ts';
import { documentText } from './document-text.ts';

/**
 * Serializes what leads from one snapshot to the next, like a commit: the revision, the token before it, and each changed document
 * as it is now. Undefined when only the whole next snapshot can tell.
 */
export function stepBetween(before: Snapshot, after: Snapshot): string | undefined {
  const { revision } = after;
  if (revision === undefined || before.revision === undefined || !follows(before.revision, revision)) return undefined;
  const { removed, added } = difference(before.documents, after.documents);
  const changes = new Map<string | undefined, unknown>();
  for (const document of removed) changes.set(claimedId(document), null);
  for (const document of added) changes.set(claimedId(document), document);
  if (changes.size === 0 || changes.has(undefined)) return undefined;
  const list = [...changes].map(([id, document]) => ({ id, after: document }));
  return stepText({ revision, previous: before.revision.token, changes: list });
}

/** A `CommitDelta`, of documents that may be anything. */
interface Step {
  readonly revision: Revision;
  readonly previous: string | null;
  readonly changes: readonly { readonly id: string | undefined; readonly after: unknown }[];
}

export function stepText({ revision, previous, changes }: Step): string {
  const texts = changes.map(
    ({ id, after }) => `{"id":${JSON.stringify(id)},"after":${after === null ? 'null' : documentText(after)}}`,
  );
  return `{"revision":${formatRevision(revision)},"previous":${JSON.stringify(previous)},"changes":[${texts.join(',')}]}`;
}

/** Compares by identity: documents that did not change are the same objects. */
function difference<T>(before: readonly T[], after: readonly T[]): { readonly removed: T[]; readonly added: T[] } {
  // Most lists differ in one place. Sets of all documents would cost each change milliseconds.
  let start = 0;
  while (start < before.length && before[start] === after[start]) start++;
  let end = 0;
  const most = Math.min(before.length, after.length) - start;
  while (end < most && before.at(-1 - end) === after.at(-1 - end)) end++;
  const olds = new Set(before.slice(start, before.length - end));
  const news = new Set(after.slice(start, after.length - end));
  return { removed: [...olds].filter((one) => !news.has(one)), added: [...news].filter((one) => !olds.has(one)) };
}

/** False after a rollback, and in another store. */
function follows(before: Revision, after: Revision): boolean {
  return after.epoch === before.epoch && after.number > before.number;
}
