import type { StoredDocument } from '../model/document.ts';
import type { Ruleset } from './update-ruleset.ts';

/**
 * The documents of a ruleset as the store has them: of each the latest version, whether or not it can be understood here. They are
 * the ruleset's own, not copies.
 */
export function latestDocuments({ documents: inForce, state }: Ruleset): readonly StoredDocument[] {
  const { irregular, nameless, seed } = state;
  const documents: StoredDocument[] = [];
  inForce.forEach((document, id) => {
    if (!irregular.has(id)) documents.push(document);
  });
  for (const { latest, refusal } of irregular.values()) {
    // What cannot be understood here may be understood by whoever it is passed on to, who judges it anew.
    if (latest === undefined) documents.push(refusal?.document as StoredDocument);
    else documents.push(seed === undefined ? latest.document : seed.stored(latest.document));
  }
  return [...documents, ...(nameless as readonly StoredDocument[])];
}
