import type { ShownChange, ShownCommit } from '../../src/client.ts';
import { fieldText } from './field-names.ts';

/** What a commit did to a document. */
export function verbOf({ before, after }: Pick<ShownChange, 'before' | 'after'>): 'created' | 'changed' | 'deleted' {
  if (before === null) return 'created';
  return after === null ? 'deleted' : 'changed';
}

/** What a commit did to its documents: one word when it is the same for all. */
export function verbOfAll({ changes }: Pick<ShownCommit, 'changes'>): string {
  const verbs = new Set(changes.map(verbOf));
  return verbs.size === 1 ? [...verbs][0]! : 'changed';
}

/** The fields that a commit changed, each once, such as `Rules in production`. Empty when it only created or deleted. */
export function changedFieldNames({ changes }: Pick<ShownCommit, 'changes'>): readonly string[] {
  const changed = changes.filter((change) => verbOf(change) === 'changed');
  return [...new Set(changed.flatMap(({ fields }) => fields.map(({ field }) => fieldText(field))))];
}
