import type { Document, StoredDocument } from '@flagstaff/core';
import { withoutStorageFields } from '@flagstaff/core/storage';
import { documentDifferences } from '@flagstaff/core/management';
import type { Changes } from '../writing/write-changes.ts';

/** Returns the change from a stored document to another, or none when they are the same. */
export function setChange(before: StoredDocument | undefined, document: Document, ifVersion?: number): Changes {
  const set = withoutStorageFields(document);
  if (before !== undefined && documentDifferences(before, set).length === 0) return [];
  return [{ set, ifVersion: ifVersion ?? before?.version ?? 0 }];
}
