import type { DocumentId } from '../model/document.ts';
import { forEachReferring } from './document-index.ts';
import type { Ruleset } from './ruleset.ts';

/**
 * The keys of the flags that may answer differently after the documents changed: those among them, and those that refer to one,
 * through however many segments and prerequisites.
 */
export function affectedFlags(
  { documents, state }: Pick<Ruleset, 'documents' | 'state'>,
  changed: readonly DocumentId[],
): string[] {
  const users = new Map<DocumentId, DocumentId[]>();
  forEachReferring(state.nodes, ({ references }, id) => {
    for (const referred of references) {
      const known = users.get(referred);
      if (known === undefined) users.set(referred, [id]);
      else known.push(id);
    }
  });
  const affected = new Set(changed);
  // An environment that changes its parent brings in, or loses, patches of environments that it does not name.
  if (changed.some((id) => id.startsWith('environment:'))) {
    documents.forEach((document, id) => {
      if (document.kind === 'flag' && document.environments) affected.add(id);
    });
  }
  // What is added to a set while it is walked is visited too.
  for (const id of affected) for (const user of users.get(id) ?? []) affected.add(user);
  return [...affected].filter((id) => id.startsWith('flag:')).map((id) => id.slice('flag:'.length));
}
