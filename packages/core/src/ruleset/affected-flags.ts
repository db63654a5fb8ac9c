import type { DocumentId } from '../model/document.ts';
import { referrersOf } from './referrers.ts';
import type { Ruleset } from './ruleset.ts';

/**
 * Returns the keys of the flags that may answer differently after documents changed: the changed flags, and those that reference
 * a changed document, directly or not.
 */
export function affectedFlags(
  { documents, state }: Pick<Ruleset, 'documents' | 'state'>,
  changed: readonly DocumentId[],
): string[] {
  const users = referrersOf(state);
  const affected = new Set(changed);
  // An environment that changes its parent gains or loses patches of environments it does not name.
  if (changed.some((id) => id.startsWith('environment:'))) {
    documents.forEach((document, id) => {
      if (document.kind === 'flag' && document.environments) affected.add(id);
    });
  }
  // Iteration visits entries added to the set meanwhile.
  for (const id of affected) for (const user of users.get(id) ?? []) affected.add(user);
  return [...affected].filter((id) => id.startsWith('flag:')).map((id) => id.slice('flag:'.length));
}
