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
      const { latest, parseFailure } = versionsOf(ruleset.state, id) ?? {};
      // The store holds no document under this id: an edit broke its kind or key.
      if (parseFailure?.isDisplaced === true) return undefined;
      // The latest version, understood or not: a document that cannot be read can still be overwritten.
      const { initialFields } = ruleset.state;
      const document =
        (latest && (initialFields?.stored(latest.document) ?? latest.document)) ??
        (parseFailure?.document as StoredDocument | undefined);
      return document && { document, version: document.version };
    },
  };
}
