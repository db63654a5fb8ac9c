import type { Document, DocumentId, StoredDocument } from '@flagstaff/core';
import { documentEtag, versionIn } from '../answers/etag.ts';
import { visibleDocument } from '../answers/masked.ts';
import { problem } from '../answers/problem.ts';
import type { Call } from '../routing/route.ts';
import { changedFields } from '../changed-fields.ts';

/**
 * Returns the error for a stale `If-Match`: the current document, what changed since the version that the client read, and which of
 * the client's own changes are about the same fields.
 */
export async function staleDocument(
  call: Pick<Call, 'access' | 'service'>,
  id: DocumentId,
  { ifMatch, current, wanted }: { readonly ifMatch: string; readonly current: StoredDocument; readonly wanted: Wanted },
): Promise<Error> {
  const base = await versionOf(call, id, versionIn(ifMatch));
  const changed = base && namesOf(base, current);
  const own = base && (wanted === undefined ? [] : namesOf(base, wanted(base)));
  return problem({
    status: 412,
    code: 'VERSION_CONFLICT',
    detail: `${id} has changed since it was read. Merge the changes and send it again.`,
    extensions: {
      current: visibleDocument(call, current),
      ...(changed === undefined ? {} : { changedFields: changed }),
      ...(changed === undefined || own === undefined
        ? {}
        : { conflictingFields: changed.filter((field) => own.includes(field)) }),
    },
    headers: { etag: await documentEtag(current) },
  });
}

/** Returns what the client wants to write, given the version that it read. Undefined for a deletion. */
export type Wanted = ((base: StoredDocument) => Document) | undefined;

function namesOf(before: StoredDocument, after: Document): readonly string[] {
  return changedFields(before, after).map(({ field }) => field);
}

/** Finds a version of a document in the recent history. */
async function versionOf(
  { service }: Pick<Call, 'service'>,
  id: DocumentId,
  version: number | undefined,
): Promise<StoredDocument | undefined> {
  if (version === undefined || !service.management.describe().capabilities.includes('history')) return undefined;
  const { items } = await service.management.history({ id, limit: 100 });
  for (const { changes } of items) {
    const change = changes.find((each) => each.id === id);
    if (change?.after?.version === version) return change.after;
    if (change?.before?.version === version) return change.before;
  }
  return undefined;
}
