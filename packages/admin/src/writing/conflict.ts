import type { Document, DocumentId, StoredDocument } from '@flagstaff/core';
import { documentEtag, versionIn } from '../answers/etag.ts';
import { visibleDocument } from '../answers/masked.ts';
import { problem } from '../answers/problem.ts';
import { changedFields } from '../changed-fields.ts';
import type { Call } from '../routing/route.ts';
import { documentVersion } from './document-version.ts';

/** Commits about the document that are searched for the version that a client read. */
const RECENT = 100;

/**
 * Returns the error for a stale `If-Match`: the current document, what changed since the version that the client read, and which of
 * the client's own changes are about the same fields.
 */
export async function staleDocument(
  call: Pick<Call, 'access' | 'service'>,
  id: DocumentId,
  { ifMatch, current, wanted }: { readonly ifMatch: string; readonly current: StoredDocument; readonly wanted: Wanted },
): Promise<Error> {
  const version = versionIn(ifMatch);
  const base = version === undefined ? undefined : await documentVersion(call.service, id, version, RECENT);
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
