import type { DocumentId } from '@flagstaff/core';
import { documentDifferences } from '@flagstaff/core/management';
import type { Change } from '@flagstaff/core/management';
import { withoutStorageFields } from '@flagstaff/core/storage';
import type { Documents } from '../documents.ts';

/** What a rollback would do to one document. */
export interface Restored {
  readonly id: DocumentId;
  readonly effect: 'created' | 'changed' | 'deleted';
  readonly change: Change;
}

/** Returns what restores the documents of a revision, for a preview. Core plans the rollback itself. */
export function changesBack({ byId: now }: Documents, { byId: then }: Documents): readonly Restored[] {
  return [...new Set([...now.keys(), ...then.keys()])].flatMap((id): readonly Restored[] => {
    const [is, was] = [now.get(id), then.get(id)];
    if (was === undefined) return [{ id, effect: 'deleted', change: { type: 'delete', id } }];
    const change: Change = { type: 'set', document: withoutStorageFields(was) };
    if (is === undefined) return [{ id, effect: 'created', change }];
    return documentDifferences(is, was).length === 0 ? [] : [{ id, effect: 'changed', change }];
  });
}
