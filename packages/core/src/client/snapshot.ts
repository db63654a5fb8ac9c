import { latestDocuments } from '../ruleset/latest-documents.ts';
import type { Ruleset } from '../ruleset/update-ruleset.ts';
import type { Snapshot } from '../storage/port.ts';

const snapshots = new WeakMap<Ruleset, Snapshot>();

/** Returns the documents and revision of a ruleset. Returns the same object each time. */
export function snapshotOf(ruleset: Ruleset): Snapshot {
  let snapshot = snapshots.get(ruleset);
  if (snapshot === undefined) {
    snapshot = { revision: ruleset.revision, documents: latestDocuments(ruleset) };
    snapshots.set(ruleset, snapshot);
  }
  return snapshot;
}
