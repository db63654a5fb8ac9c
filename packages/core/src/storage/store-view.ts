import { claimedId, isVersion } from '../model/document.ts';
import type { DocumentId } from '../model/document.ts';
import type { Snapshot } from './port.ts';
import type { Slot } from './prepare-commit.ts';

/** Everything that a store holds as of one revision, and each document by its id. */
export interface StoreView extends Snapshot {
  /** Undefined: nothing was ever stored under the id, as far as the store says. */
  slot(id: DocumentId): Slot | undefined;
}

/** A snapshot, with its documents by id. What is no document (a hand edit, another program) is nobody's to write. */
export function viewOf(snapshot: Snapshot): StoreView {
  let slots: ReadonlyMap<DocumentId, Slot> | undefined;
  return { ...snapshot, slot: (id) => (slots ??= slotsOf(snapshot)).get(id) };
}

function slotsOf({ documents }: Snapshot): ReadonlyMap<DocumentId, Slot> {
  const slots = new Map<DocumentId, Slot>();
  for (const document of documents) {
    const id = claimedId(document);
    if (id !== undefined) slots.set(id, { document, version: isVersion(document.version) ? document.version : 0 });
  }
  return slots;
}
