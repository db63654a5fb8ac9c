import type { DocumentId, StoredDocument } from '../model/document.ts';
import { latestDocuments } from '../ruleset/latest-documents.ts';
import { versionsOf } from '../ruleset/ruleset.ts';
import type { Ruleset } from '../ruleset/update-ruleset.ts';
import type { Snapshot } from '../storage/port.ts';
import type { StoredVersion } from '../storage/prepare-commit.ts';

/** The base of a planned change: all documents of one revision, by id. */
export interface PlanBase extends Snapshot {
  readonly ruleset: Ruleset;
  /** Undefined when the revision has no such document. */
  get(id: DocumentId): StoredVersion | undefined;
}

/** Lazy: documents are listed when the plan reads the list. */
export function planBase(ruleset: Ruleset): PlanBase {
  let documents: readonly StoredDocument[] | undefined;
  return {
    ruleset,
    revision: ruleset.revision,
    get documents() {
      return (documents ??= latestDocuments(ruleset));
    },
    get(id) {
      const entry = versionsOf(ruleset.state, id);
      // The latest version, valid or not: an unreadable document can still be overwritten.
      const document = (entry?.latest?.document ?? entry?.parseFailure?.document) as StoredDocument | undefined;
      return document && { document, version: document.version };
    },
  };
}
