import type { DocumentId, StoredDocument } from '@flagstaff/core';
import type { Service } from '../service.ts';

const PAGE = 100;

/** Finds a version of a document in the history, newest first. Undefined when the history has it no more. */
export async function documentVersion(
  { management }: Pick<Service, 'management'>,
  id: DocumentId,
  version: number,
  maxCommits: number = Number.POSITIVE_INFINITY,
): Promise<StoredDocument | undefined> {
  if (!management.describe().capabilities.includes('history')) return undefined;
  let cursor: string | undefined;
  let read = 0;
  do {
    const page = await management.history({ id, limit: PAGE, ...(cursor === undefined ? {} : { cursor }) });
    for (const { changes } of page.items) {
      const change = changes.find((each) => each.id === id);
      if (change?.after?.version === version) return change.after;
      if (change?.before?.version === version) return change.before;
    }
    read += page.items.length;
    cursor = page.next;
  } while (cursor !== undefined && read < maxCommits);
  return undefined;
}
