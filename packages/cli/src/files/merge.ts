import type { Document, DocumentId, JsonValue } from '@flagstaff/core';
import { documentDifferences, withField } from '@flagstaff/core/management';

export type Documents = ReadonlyMap<DocumentId, Document>;

/** A document that both sides changed in different ways. */
interface MergeConflict {
  readonly id: DocumentId;
  /** The fields that both changed. Empty when one side deleted the document. */
  readonly fields: readonly string[];
}

/** What a file and the store become together. */
export interface Merged {
  readonly documents: Documents;
  /** Documents that the file no longer has, and the store still has as it was. */
  readonly deletedInFile: readonly DocumentId[];
  readonly conflicts: readonly MergeConflict[];
}

/**
 * Merges a file with the store, field by field and in patches by environment, on what both had in common.
 *
 * @param prefer Whose value stays where both changed one. Undefined for a conflict.
 */
export function merge(base: Documents, file: Documents, store: Documents, prefer?: 'file' | 'store'): Merged {
  const documents = new Map<DocumentId, Document>();
  const deletedInFile: DocumentId[] = [];
  const conflicts: MergeConflict[] = [];
  for (const id of new Set([...file.keys(), ...store.keys()])) {
    const [was, ours, theirs] = [base.get(id), file.get(id), store.get(id)];
    const kept = mergeOne(id, { was, ours, theirs, prefer, conflicts });
    if (kept !== undefined) documents.set(id, kept);
    else if (ours === undefined && theirs !== undefined) deletedInFile.push(id);
  }
  return { documents, deletedInFile, conflicts };
}

interface Sides {
  readonly was: Document | undefined;
  readonly ours: Document | undefined;
  readonly theirs: Document | undefined;
  readonly prefer: 'file' | 'store' | undefined;
  readonly conflicts: MergeConflict[];
}

function mergeOne(id: DocumentId, { was, ours, theirs, prefer, conflicts }: Sides): Document | undefined {
  const isSame = (one: Document | undefined, other: Document | undefined): boolean =>
    documentDifferences(one ?? null, other ?? null).length === 0;
  if (isSame(was, ours)) return theirs;
  if (isSame(was, theirs) || isSame(ours, theirs)) return ours;
  if (ours === undefined || theirs === undefined) {
    if (prefer === undefined) conflicts.push({ id, fields: [] });
    return prefer === 'store' ? theirs : ours;
  }
  return mergeFields(id, { was, ours, theirs, prefer, conflicts });
}

function mergeFields(id: DocumentId, { was, ours, theirs, prefer, conflicts }: Sides): Document {
  const changed = new Map(documentDifferences(was ?? null, ours!).map(({ field, to }) => [field, to]));
  const differing = new Set(documentDifferences(ours!, theirs!).map(({ field }) => field));
  const both = documentDifferences(was ?? null, theirs!)
    .map(({ field }) => field)
    .filter((field) => changed.has(field) && differing.has(field));
  if (both.length > 0 && prefer === undefined) conflicts.push({ id, fields: both });
  const applied = [...changed].filter(([field]) => !(prefer === 'store' && both.includes(field)));
  return applied.reduce<Document>((merged, [field, value]) => withField(merged, field, absent(value)), theirs!);
}

/** Differences say null for a field that is absent. */
function absent(value: JsonValue): JsonValue | undefined {
  return value === null ? undefined : value;
}
