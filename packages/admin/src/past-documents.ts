import type { Management } from '@flagstaff/core/management';
import { indexDocuments } from './documents.ts';
import type { Documents } from './documents.ts';

/** Maximum number of revisions to keep: a time slider asks for the same ones again. */
const KEPT = 8;

/** Creates a function that returns the documents of past revisions, and keeps the last ones. */
export function createPastDocuments({ documentsAt, commitAt }: Management): (revision: number) => Promise<Documents> {
  const kept = new Map<string, Documents>();
  return async (revision) => {
    // The commit's token: after a restored backup, another revision may have the number.
    const token = (await commitAt(revision))?.revision.token;
    const known = token === undefined ? undefined : kept.get(token);
    if (known !== undefined) return known;
    const documents = indexDocuments(await documentsAt(revision));
    if (documents.revision === undefined) return documents;
    kept.set(documents.revision.token, documents);
    if (kept.size > KEPT) kept.delete(kept.keys().next().value!);
    return documents;
  };
}
