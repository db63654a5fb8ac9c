import type { ShownCommit } from '@flagstaff/admin/client';
import { plain } from './plain.ts';
import { shownValue } from './shown-value.ts';

/** Documents that a line names. */
const MOST = 3;

/** Names what a commit changed: `flag:checkout (rules, owner)`. */
export function changesOf({ changes }: ShownCommit): string {
  const named = changes
    .slice(0, MOST)
    .map(({ id, before, after, fields }) => {
      if (before === null) return `${id} (created)`;
      return after === null ? `${id} (deleted)` : `${id} (${fields.map(({ field }) => field).join(', ')})`;
    })
    .join(', ');
  return changes.length <= MOST ? named : `${named}, and ${changes.length - MOST} more`;
}

/** Says what a commit changed, field by field. */
export function commitText(commit: ShownCommit): string {
  const { revision, at, actor, via, comment, changes } = commit;
  const by = [actor, via && `via ${via}`].filter((part) => part !== undefined).join(' ');
  return [
    `revision ${revision.number}, ${at}${by === '' ? '' : `, ${by}`}${comment === undefined ? '' : `: ${comment}`}`,
    ...changes.flatMap(({ id, before, after, fields }) => [
      `${id} (${before === null ? 'created' : after === null ? 'deleted' : `version ${after.version}`})`,
      ...(after === null
        ? []
        : fields.map(({ field, from, to }) => `  ${field}: ${shownValue(from)} → ${shownValue(to)}`)),
    ]),
  ]
    .map(plain)
    .join('\n');
}

/** Says what a commit did: `Revision 12: flag:checkout (version 3)`. */
export function commitWords({ revision, changes }: ShownCommit): string {
  const parts = changes.map(({ id, after }) => (after === null ? `${id} deleted` : `${id} (version ${after.version})`));
  return `Revision ${revision.number}: ${parts.join(', ')}`;
}
