// Docs: docs/sync.md, "One refresh"
import { FlagstaffError } from '../model/error.ts';
import type { Revision } from '../model/revision.ts';
import type { Snapshot } from '../storage/port.ts';
import type { WholeReading } from './reading.ts';

/**
 * Returns a valid revision.
 * @throws {FlagstaffError} STORAGE_CORRUPT when it is not one.
 */
export function checkRevision(revision: unknown, name: string): Revision | undefined {
  if (revision === undefined || revision === null) return undefined;
  const { epoch, number, token } = revision as Partial<Revision>;
  if (typeof epoch === 'string' && typeof token === 'string' && Number.isSafeInteger(number)) {
    return revision as Revision;
  }
  throw new FlagstaffError('STORAGE_CORRUPT', `${name} returned a revision without epoch, number and token.`);
}

/**
 * Returns a valid snapshot. Its documents are validated when they are compiled.
 * @throws {FlagstaffError} STORAGE_CORRUPT when it is not one.
 */
export function checkSnapshot(snapshot: Snapshot, name: string): WholeReading {
  if (!Array.isArray(snapshot?.documents)) {
    throw new FlagstaffError('STORAGE_CORRUPT', `${name} returned a snapshot without a list of documents.`);
  }
  return { revision: checkRevision(snapshot.revision, name), documents: snapshot.documents };
}
