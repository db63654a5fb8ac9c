import type { DocumentId } from '../model/document.ts';
import { addToList } from './add-to-list.ts';
import type { RulesetState } from './ruleset.ts';

/** Returns the documents that refer to each document. */
export function referrersOf({ nodes }: RulesetState): ReadonlyMap<DocumentId, readonly DocumentId[]> {
  const referrers = new Map<DocumentId, DocumentId[]>();
  nodes.forEachReferring(({ references }, id) => {
    for (const referred of references) addToList(referrers, referred, id);
  });
  return referrers;
}
