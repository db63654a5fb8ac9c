import type { StoredDocument } from '../model/document.ts';
import type { Ruleset } from './update-ruleset.ts';

/** Returns the documents of a ruleset as the store has them: the latest version of each, valid or not. Not copies. */
export function latestDocuments({ documents: inForce, state }: Ruleset): readonly StoredDocument[] {
  const { fallbacks, unidentified, initialFields } = state;
  const documents: StoredDocument[] = [];
  inForce.forEach((document, id) => {
    if (!fallbacks.has(id)) documents.push(document);
  });
  for (const { latest, parseFailure } of fallbacks.values()) {
    // Pass unknown documents through: a newer reader may understand them.
    if (latest === undefined) documents.push(parseFailure?.document as StoredDocument);
    else documents.push(initialFields?.stored(latest.document) ?? latest.document);
  }
  return [...documents, ...(unidentified as readonly StoredDocument[])];
}
