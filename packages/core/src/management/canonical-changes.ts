import { canonicalDocument } from '../documents/canonical-document.ts';
import { readId, readList } from '../model/arguments.ts';
import { invalidOptions } from '../model/input.ts';
import { missingCapability } from '../storage/capabilities.ts';
import type { Change, StorageBackend } from '../storage/port.ts';
import { conditionIn, readChange } from '../storage/write-input.ts';

/**
 * Returns validated changes with canonical documents.
 * @throws {FlagstaffError} INVALID_OPTIONS when a change is malformed, or there is none.
 * @throws {FlagstaffError} INVALID_DOCUMENT when a document is invalid.
 * @throws {FlagstaffError} CAPABILITY_MISSING when a segment stores members and the backend cannot.
 */
export async function canonicalChanges(storage: StorageBackend, given: unknown): Promise<readonly Change[]> {
  const changes = readList('commit: the first argument', given);
  if (changes.length === 0) throw invalidOptions('commit: pass a list of at least one change.');
  const placeOf = (index: number): string =>
    changes.length === 1 ? 'The document' : `The document of changes[${index}]`;
  const canonical = await Promise.all(changes.map((change, index) => canonicalChange(change, placeOf(index))));
  if (storage.hasMembers === undefined && canonical.some(storesMembers)) {
    throw missingCapability(storage.name, 'hasMembers');
  }
  return canonical;
}

function storesMembers(change: Change): boolean {
  return change.type === 'set' && change.document.kind === 'segment' && change.document.members === 'stored';
}

async function canonicalChange(given: unknown, place: string): Promise<Change> {
  const change = readChange('commit: a change', given);
  const condition = conditionIn('commit', change);
  if (change.type === 'delete') return { type: 'delete', id: readId('delete: the id', change.id), ...condition };
  if (change.type === 'set') {
    return { type: 'set', document: await canonicalDocument(change.document, place), ...condition };
  }
  throw invalidOptions('commit: the type of a change must be "set" or "delete".');
}
