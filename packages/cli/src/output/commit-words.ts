import type { ShownCommit } from '@flagstaff/admin/client';

/** Says what a commit did: `Revision 12: flag:checkout (version 3)`. */
export function commitWords({ revision, changes }: ShownCommit): string {
  const parts = changes.map(({ id, after }) => (after === null ? `${id} deleted` : `${id} (version ${after.version})`));
  return `Revision ${revision.number}: ${parts.join(', ')}`;
}
