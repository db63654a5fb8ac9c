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

export type Side = 'file' | 'store';

export interface MergeOptions {
  /** Whose value stays where both changed one. Undefined for a conflict. */
  readonly prefer: Side | undefined;
  /** Returns whose value of a field counts, also where the other side changed it. Undefined for the one that changed. */
  readonly owner: (field: string) => Side | undefined;
}

/** Merges a file with the store, field by field and in patches by environment, on what both had in common. */
export function merge(base: Documents, file: Documents, store: Documents, options: MergeOptions): Merged {
  const documents = new Map<DocumentId, Document>();
  const deletedInFile: DocumentId[] = [];
  const conflicts: MergeConflict[] = [];
  for (const id of new Set([...file.keys(), ...store.keys()])) {
    const [was, ours, theirs] = [base.get(id), file.get(id), store.get(id)];
    const kept = mergeOne(id, { was, ours, theirs, options, conflicts });
    if (kept !== undefined) documents.set(id, kept);
    else if (ours === undefined && theirs !== undefined) deletedInFile.push(id);
  }
  return { documents, deletedInFile, conflicts };
}

interface Sides {
  readonly was: Document | undefined;
  readonly ours: Document | undefined;
  readonly theirs: Document | undefined;
  readonly options: MergeOptions;
  readonly conflicts: MergeConflict[];
}

function mergeOne(id: DocumentId, sides: Sides): Document | undefined {
  const { was, ours, theirs, conflicts } = sides;
  if (ours !== undefined && theirs !== undefined) return mergeFields(id, { ...sides, ours, theirs });
  if (isSame(was, ours)) return theirs;
  if (isSame(was, theirs)) return ours;
  // One side deleted what the other changed.
  const { prefer } = sides.options;
  if (prefer === undefined) conflicts.push({ id, fields: [] });
  return prefer === 'store' ? theirs : ours;
}

function isSame(one: Document | undefined, other: Document | undefined): boolean {
  return documentDifferences(one ?? null, other ?? null).length === 0;
}

function mergeFields(
  id: DocumentId,
  { was, ours, theirs, options: { prefer, owner }, conflicts }: Sides & { ours: Document; theirs: Document },
): Document {
  const changed = (document: Document): ReadonlySet<string> =>
    new Set(documentDifferences(was ?? null, document).map(({ field }) => field));
  const [inFile, inStore] = [changed(ours), changed(theirs)];
  const differing = documentDifferences(theirs, ours).map(({ field, to }) => {
    const isBoth = inFile.has(field) && inStore.has(field);
    const side = owner(field) ?? (isBoth ? prefer : inFile.has(field) ? 'file' : 'store');
    return { field, to, side };
  });
  const open = differing.filter(({ side }) => side === undefined).map(({ field }) => field);
  if (open.length > 0) conflicts.push({ id, fields: open });
  // Equal documents keep the form that they have in the file.
  if (differing.every(({ side }) => side !== 'store')) return ours;
  return differing
    .filter(({ side }) => side !== 'store')
    .reduce<Document>((merged, { field, to }) => withField(merged, field, absent(to)), theirs);
}

/** Differences say null for a field that is absent. */
function absent(value: JsonValue): JsonValue | undefined {
  return value === null ? undefined : value;
}
